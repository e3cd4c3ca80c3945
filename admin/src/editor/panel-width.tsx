import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { PanelName } from './panel-name.ts';

const WIDTH_MIN = 320;
const WIDTH_FIRST: Partial<Record<PanelName, number>> = { preview: 640, history: 480, publish: 440 };
const WIDTH_ELSE = 380;
/** What is left for the text. */
const TEXT_MIN = 320;
const STEP = 16;

/** How wide somebody wants a panel, on this device. */
export function usePanelWidth(name: PanelName): [width: number, choose: (width: number) => void] {
  const key = `stillpress.panel.${name}`;
  const kept = Number(localStorage.getItem(key) ?? WIDTH_FIRST[name] ?? WIDTH_ELSE);
  const [width, setWidth] = useState(kept);
  return [
    width,
    (wanted) => {
      const chosen = Math.round(Math.min(widthMax(), Math.max(WIDTH_MIN, wanted)));
      setWidth(chosen);
      localStorage.setItem(key, String(chosen));
    },
  ];
}

function widthMax(): number {
  return Math.max(WIDTH_MIN, innerWidth - TEXT_MIN);
}

type PanelEdgeProps = { width: number; onChoose: (width: number) => void };

/** The edge of a panel: drawn with the pointer, or moved with the arrow keys. */
export function PanelEdge({ onChoose, width }: PanelEdgeProps): ReactNode {
  const { t } = useLingui();
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = {
      ArrowLeft: width + STEP,
      ArrowRight: width - STEP,
      Home: WIDTH_MIN,
      End: widthMax(),
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onChoose(wanted);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onChoose(innerWidth - event.clientX);
  };
  return (
    <div
      className="panel-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={t`Width of the panel`}
      aria-valuenow={width}
      aria-valuemin={WIDTH_MIN}
      aria-valuemax={widthMax()}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={hold}
      onPointerMove={onPointerMove}
    />
  );
}

/** Frames would swallow where it goes. */
function hold({ currentTarget, pointerId }: PointerEvent<HTMLDivElement>): void {
  currentTarget.setPointerCapture(pointerId);
}
