import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { useDragOrder } from '../../ui/use-drag-order.ts';
import type { Place } from '../place.ts';
import { useEditor } from '../use-editor.ts';
import { ItemFrame, type ItemHead, type Shift } from './item-frame.tsx';
import { useItems, type Items } from './use-items.ts';
import { reveal } from './use-reveal.ts';
import './item-list.css';

/** What can be added. */
type Choice = { id: string; label: string; make: () => unknown };

export type ItemListProps = {
  place: Place;
  labelId: string;
  noteId: string | undefined;
  limits: { readonly min?: number; readonly max?: number };
  choices: readonly Choice[];
  headOf: (item: unknown, index: number) => ItemHead;
  copyOf?: (item: unknown) => unknown;
  renderItem: (index: number, item: unknown) => ReactNode;
  /** Its items can become part of each other. */
  tree?: Tree | undefined;
  /** Each is one short field: there is nothing to open or to close. */
  isFlat?: boolean;
};

export type Tree = { isBranch: boolean; branches: Branches | null };

/** What is below each item: under which name, how much there is room for, a new one of it, and how it is shown. */
type Branches = { name: string; max: number; make: () => unknown; render: (index: number) => ReactNode };

/** Parts of a form that are added, copied, moved and removed. */
export function ItemList(props: ItemListProps): ReactNode {
  const { choices, copyOf = (item) => item, isFlat = false, labelId, limits, noteId, place } = props;
  const list = useRef<HTMLUListElement>(null);
  const all = useItems(place);
  const { items, keys, move } = all;
  const { drag, grab } = useDragOrder({
    list,
    onMove: move,
    onShift: (index, way) => shiftOf(props, all, index)?.[way]?.(),
  });
  const isReadOnly = useEditor().readOnly !== null;
  const isFull = isReadOnly || items.length >= (limits.max ?? Infinity);
  const add = (at: number): ReactNode =>
    !isFull && <AddButton choices={choices} onAdd={(item) => addAt({ all, list: list.current, item, at })} />;
  return (
    <div role="group" className="items" aria-labelledby={labelId} aria-describedby={noteId}>
      <ul className={drag === null ? 'item-list' : 'item-list dragging'} ref={list}>
        {items.map((item, index) => (
          <ItemFrame
            key={keys[index]}
            index={index}
            count={items.length}
            head={props.headOf(item, index)}
            isFlat={isFlat}
            isFull={isFull}
            isReadOnly={isReadOnly}
            drag={drag}
            insert={isFlat ? null : add(index)}
            onGrab={(event) => grab(event, index)}
            onMove={(to) => move(index, to)}
            shift={shiftOf(props, all, index)}
            onCopy={() => all.add(copyOf(item), index + 1)}
            onRemove={() => all.remove(index, props.headOf(item, index).name)}
            branches={props.tree?.branches?.render(index)}
            onAddBelow={addBelow({ ...props, all, list, index })}
          >
            {props.renderItem(index, item)}
          </ItemFrame>
        ))}
      </ul>
      <div className="items-foot">
        {!isFull && (
          <AddButton
            choices={choices}
            isLast
            onAdd={(item) => addAt({ all, list: list.current, item, at: items.length })}
          />
        )}
        <Limits limits={limits} count={items.length} />
      </div>
      <span role="status" className="for-screen-readers">
        {all.said}
      </span>
    </div>
  );
}

type AddingBelow = ItemListProps & { all: Items; list: RefObject<HTMLElement | null>; index: number };

function addBelow({ all, index, list, tree }: AddingBelow): (() => void) | null | undefined {
  if (!tree?.branches) return undefined;
  const { make, max, name } = tree.branches;
  const below = all.below(index, name);
  if (below.count >= max) return null;
  return () => {
    below.add(make());
    const item = list.current?.querySelectorAll(':scope > [data-item]')[index];
    writeIn(item?.querySelector('.item-branches .item-list'), below.count);
  };
}

function shiftOf({ tree }: ItemListProps, { shift }: Items, index: number): Shift | undefined {
  if (tree === undefined || (tree.branches === null && !tree.isBranch)) return undefined;
  return {
    in: tree.branches !== null ? shift(index, 'in') : null,
    out: tree.isBranch ? shift(index, 'out') : null,
  };
}

type Adding = { all: Items; list: HTMLElement | null; item: unknown; at: number };

function addAt({ all, at, item, list }: Adding): void {
  all.add(item, at);
  writeIn(list, at);
}

/** Whoever adds something wants to write in it. */
function writeIn(list: Element | null | undefined, at: number): void {
  requestAnimationFrame(() => {
    const added = list?.querySelectorAll(':scope > [data-item]')[at];
    const first = added?.querySelector<HTMLElement>(
      '.item-body :is(input, textarea, select, [contenteditable=true], [role=spinbutton], button)',
    );
    if (first) reveal(first);
    first?.focus();
    added?.scrollIntoView({ block: 'nearest' });
  });
}

type AddButtonProps = {
  choices: readonly Choice[];
  isLast?: boolean;
  onAdd: (item: unknown) => void;
};

function AddButton({ choices, isLast = false, onAdd }: AddButtonProps): ReactNode {
  const { t } = useLingui();
  const [only] = choices;
  const look = isLast ? 'plain' : 'quiet';
  if (choices.length === 1 && only !== undefined) {
    const { label: name, make } = only;
    const label = isLast ? {} : { label: t`Add here: ${name}` };
    return (
      <Button look={look} {...label} onClick={() => onAdd(make())}>
        <Plus aria-hidden="true" />
        {isLast && <Trans>Add: {name}</Trans>}
      </Button>
    );
  }
  return (
    <MenuButton
      label={isLast ? t`Add` : t`Add here`}
      icon={<Plus aria-hidden="true" />}
      isLabelShown={isLast}
      choices={choices.map(({ id, label, make }) => ({ id, label, onChoose: () => onAdd(make()) }))}
    />
  );
}

function Limits({
  count,
  limits: { max, min = 0 },
}: {
  count: number;
  limits: ItemListProps['limits'];
}): ReactNode {
  if (max === undefined && min === 0) return null;
  return (
    <span className="hint">
      {max === undefined ? (
        <Trans>
          {count}, at least {min}
        </Trans>
      ) : min > 0 ? (
        <Trans>
          {count}, at least {min} and at most {max}
        </Trans>
      ) : (
        <Trans>
          {count} of at most {max}
        </Trans>
      )}
    </span>
  );
}
