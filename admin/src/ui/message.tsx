import type { ReactNode } from 'react';
import './message.css';

export type Message = { kind: 'problem' | 'notice'; text: string; details?: readonly string[] };

export function MessageBox({ message }: { message: Message }): ReactNode {
  const { details = [], kind, text } = message;
  return (
    <div className={kind} role={kind === 'problem' ? 'alert' : 'status'}>
      <p>{text}</p>
      {details.length > 0 && (
        <ul>
          {details.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
