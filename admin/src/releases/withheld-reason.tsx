import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import '../ui/message.css';

type Reason = {
  /** The page that could not be rendered. */
  path: string;
  message: string;
  template: string | null;
};

/** Why visitors do not get something: in our words, and below them in those of the template, which are in whatever language it was written. */
export function WithheldReason({ message, path, template }: Reason): ReactNode {
  return (
    <>
      <p>
        <Trans>
          The template of <code>{path}</code> cannot show it, so that visitors get what was there before.
        </Trans>
      </p>
      <blockquote className="foreign-words">
        {message} {template !== null && <code>{template}</code>}
      </blockquote>
    </>
  );
}
