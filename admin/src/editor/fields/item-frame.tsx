import { useLingui } from '@lingui/react/macro';
import {
  ArrowDown,
  ArrowUp,
  ChevronRight,
  Copy,
  Ellipsis,
  GripVertical,
  IndentDecrease,
  IndentIncrease,
  ListPlus,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { dragMark, type Drag } from '../../ui/use-drag-order.ts';
import { useReveal } from './use-reveal.ts';

export type ItemFrameProps = {
  index: number;
  count: number;
  head: ItemHead;
  isFlat: boolean;
  /** No more can be added. */
  isFull: boolean;
  /** It can be opened and closed, and nothing else. */
  isReadOnly: boolean;
  drag: Drag | null;
  /** Adds another one before it. */
  insert: ReactNode;
  children: ReactNode;
  /** Of a tree: what is below it, in sight whether or not it is open itself. */
  branches?: ReactNode;
  /** Of a tree: adds one below it; null where there is no room. */
  onAddBelow?: (() => void) | null | undefined;
  onGrab: (event: PointerEvent<HTMLElement>) => void;
  onMove: (to: number) => void;
  /** Of a tree: into the one above, or out of the one that it is part of; where it cannot, null. */
  shift?: Shift | undefined;
  onCopy: () => void;
  onRemove: () => void;
};

/** What an item is known by while it is closed. */
export type ItemHead = {
  /** Tells it from the others, where it is spoken of. */
  title: string;
  name: string;
  detail: ReactNode;
  /** At first: what has nothing in it yet is open, so that it can be filled in. */
  isClosed: boolean;
};

/** A step to the side. */
export type Shift = { in: (() => void) | null; out: (() => void) | null };

/** Around an item: it is grabbed here, closed and opened, copied, moved and removed. */
export function ItemFrame(props: ItemFrameProps): ReactNode {
  const { t } = useLingui();
  const { branches, children, count, drag, head, index, insert, isFlat, isReadOnly, onMove } = props;
  const { title } = head;
  const [isOpen, setOpen] = useState(!head.isClosed);
  const body = useReveal<HTMLDivElement>(() => setOpen(true));
  const handle = (
    <button
      type="button"
      className="item-handle"
      aria-label={t`Move ${title} with the arrow keys`}
      title={t`Drag it, or move it with the arrow keys`}
      onPointerDown={props.onGrab}
      onKeyDown={(event) => {
        const step = stepOf(event);
        const aside = shiftOf(event, props.shift);
        if ((step === 0 && aside === null) || event.altKey) return;
        event.preventDefault();
        if (aside === null) onMove(index + step);
        else aside();
      }}
    >
      <GripVertical aria-hidden="true" />
    </button>
  );
  return (
    <li
      data-item
      className={`item${isFlat ? ' flat' : ''}${branches === undefined ? '' : ' tree'}${dragMark(drag, { index, count })}`}
      onKeyDown={(event) => {
        const step = stepOf(event);
        if (isReadOnly || !event.altKey || step === 0 || event.defaultPrevented) return;
        event.preventDefault();
        onMove(index + step);
      }}
    >
      {insert !== null && <div className="item-insert">{insert}</div>}
      <div className="item-head">
        {!isReadOnly && handle}
        {isFlat ? (
          <div className="item-body">{children}</div>
        ) : (
          <button
            type="button"
            className="item-toggle"
            aria-expanded={isOpen}
            aria-label={title === head.name ? undefined : title}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronRight aria-hidden="true" />
            <span className="item-name">{head.name}</span> <span className="item-summary">{head.detail}</span>
          </button>
        )}
        {!isReadOnly && <AddBelow {...props} />}
        {!isReadOnly && <ItemMenu {...props} />}
      </div>
      {!isFlat && (
        <div ref={body} className="item-body" hidden={!isOpen}>
          {children}
        </div>
      )}
      {branches !== undefined && <div className="item-branches">{branches}</div>}
    </li>
  );
}

function AddBelow({ head: { title }, onAddBelow }: ItemFrameProps): ReactNode {
  const { t } = useLingui();
  if (onAddBelow === undefined) return null;
  return (
    <Button
      look="quiet"
      label={t`Add below “${title}”`}
      disabled={onAddBelow === null}
      onClick={() => onAddBelow?.()}
    >
      <ListPlus aria-hidden="true" />
    </Button>
  );
}

function ItemMenu(props: ItemFrameProps): ReactNode {
  const { t } = useLingui();
  const { count, head, index, isFull, onCopy, onMove, onRemove, shift } = props;
  const { title } = head;
  const sideways =
    shift === undefined
      ? []
      : [
          {
            id: 'in',
            label: t`Make it part of the one above`,
            icon: <IndentIncrease aria-hidden="true" />,
            isDisabled: shift.in === null,
            onChoose: () => shift.in?.(),
          },
          {
            id: 'out',
            label: t`Move it out`,
            icon: <IndentDecrease aria-hidden="true" />,
            isDisabled: shift.out === null,
            onChoose: () => shift.out?.(),
          },
        ];
  return (
    <MenuButton
      label={t`${title}: more`}
      icon={<Ellipsis aria-hidden="true" />}
      choices={[
        {
          id: 'up',
          label: t`Move up`,
          icon: <ArrowUp aria-hidden="true" />,
          isDisabled: index === 0,
          onChoose: () => onMove(index - 1),
        },
        {
          id: 'down',
          label: t`Move down`,
          icon: <ArrowDown aria-hidden="true" />,
          isDisabled: index === count - 1,
          onChoose: () => onMove(index + 1),
        },
        ...sideways,
        {
          id: 'copy',
          label: t`Make a copy`,
          icon: <Copy aria-hidden="true" />,
          isDisabled: isFull,
          onChoose: onCopy,
        },
        {
          id: 'remove',
          label: t`Remove`,
          icon: <Trash2 aria-hidden="true" />,
          isDangerous: true,
          onChoose: onRemove,
        },
      ]}
    />
  );
}

/** An arrow down or up moves by one: alone on the handle, with Alt from anywhere inside. */
function stepOf({ key }: KeyboardEvent): number {
  if (key === 'ArrowUp') return -1;
  return key === 'ArrowDown' ? 1 : 0;
}

/** To the right it becomes part of the one above, to the left it comes out. */
function shiftOf({ key }: KeyboardEvent, shift: Shift | undefined): (() => void) | null {
  if (key === 'ArrowRight') return shift?.in ?? null;
  return key === 'ArrowLeft' ? (shift?.out ?? null) : null;
}
