import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

/** Of a panel that is open: what has opened it, and how it is closed. */
type OpenPanel = { trigger: HTMLElement; onLeave: () => void };

type PanelButtonProps = {
  label: string;
  icon: ReactNode;
  /** Something other than usual is chosen in it. */
  isChosen: boolean;
  panel: (open: OpenPanel) => ReactNode;
};

/** What is asked for more seldom than the other controls of a list, and said in a panel. */
export function PanelButton({ icon, isChosen, label, panel }: PanelButtonProps): ReactNode {
  const [trigger, setTrigger] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        className={isChosen ? 'is-chosen' : ''}
        aria-haspopup="dialog"
        aria-expanded={trigger !== null}
        onClick={({ currentTarget }) => setTrigger(currentTarget)}
      >
        {icon}
        {label}
      </Button>
      <>{trigger !== null && panel({ trigger, onLeave: () => setTrigger(null) })}</>
    </>
  );
}
