import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { GripVertical, X } from 'lucide-react';
import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { referencedCollections, type FieldOf } from '../../../../model/fields.ts';
import { entryQuery } from '../../api/queries.ts';
import { entryTitle } from '../../content/entry-title.ts';
import { Button } from '../../ui/button.tsx';
import { dragMark, useDragOrder, type Drag } from '../../ui/use-drag-order.ts';
import { useValue } from '../use-editor.ts';
import type { ControlProps } from './control-props.ts';
import { ReferencePicker } from './reference-picker.tsx';
import { useItems } from './use-items.ts';
import './item-list.css';
import './reference-field.css';

/** Another entry, or several in an order. */
export function ReferenceField(props: ControlProps<FieldOf<'reference'>>): ReactNode {
  return props.field.multiple === true ? <Several {...props} /> : <One {...props} />;
}

type ReferenceProps = ControlProps<FieldOf<'reference'>>;

function One({ field, isInvalid, labelId, noteId, place }: ReferenceProps): ReactNode {
  const [value, write] = useValue(place);
  const id = typeof value === 'string' && value !== '' ? value : null;
  if (id !== null)
    return (
      <ul className="references" aria-labelledby={labelId}>
        <li className="reference">
          <ReferredEntry id={id} onRemove={() => write(undefined)} />
        </li>
      </ul>
    );
  return (
    <ReferencePicker
      collections={referencedCollections(field)}
      chosen={[]}
      labelId={labelId}
      noteId={noteId}
      isInvalid={isInvalid}
      onChoose={write}
    />
  );
}

function Several({ field, isInvalid, labelId, noteId, place }: ReferenceProps): ReactNode {
  const { t } = useLingui();
  const list = useRef<HTMLUListElement>(null);
  const { add, items, move, remove, said } = useItems(place);
  const { drag, grab } = useDragOrder({ list, isInLines: true, onMove: move });
  const ids = items.map(String);
  return (
    <>
      {ids.length > 0 && (
        <ul className="references" ref={list} aria-labelledby={labelId}>
          {ids.map((id, index) => (
            <Chip
              key={id}
              id={id}
              index={index}
              count={ids.length}
              drag={drag}
              onGrab={(event) => grab(event, index)}
              onMove={(to) => move(index, to)}
              onRemove={(name) => remove(index, name)}
            />
          ))}
        </ul>
      )}
      {ids.length < (field.max ?? Infinity) ? (
        <ReferencePicker
          collections={referencedCollections(field)}
          chosen={ids}
          labelId={labelId}
          noteId={noteId}
          isInvalid={isInvalid}
          onChoose={(id) => add(id, ids.length)}
        />
      ) : (
        <span className="hint">{t`There are ${ids.length}, which is the most.`}</span>
      )}
      <span role="status" className="for-screen-readers">
        {said}
      </span>
    </>
  );
}

type ChipProps = {
  id: string;
  index: number;
  count: number;
  drag: Drag | null;
  onGrab: (event: PointerEvent<HTMLElement>) => void;
  onMove: (to: number) => void;
  onRemove: (name: string) => void;
};

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

function Chip({ count, drag, id, index, onGrab, onMove, onRemove }: ChipProps): ReactNode {
  const { t } = useLingui();
  const step = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(index + by);
  };
  return (
    <li data-item className={`reference${dragMark(drag, { index, count })}`}>
      {count > 1 && (
        <button
          type="button"
          className="item-handle"
          aria-label={t`Move number ${index + 1} with the arrow keys`}
          title={t`Drag it, or move it with the arrow keys`}
          onPointerDown={onGrab}
          onKeyDown={step}
        >
          <GripVertical aria-hidden="true" />
        </button>
      )}
      <ReferredEntry id={id} onRemove={onRemove} />
    </li>
  );
}

function ReferredEntry({ id, onRemove }: { id: string; onRemove: (name: string) => void }): ReactNode {
  const { t } = useLingui();
  const { data: entry, error } = useQuery(entryQuery(id));
  const name =
    entry === undefined ? (error === null ? '…' : t`An entry that is not there`) : entryTitle(entry);
  return (
    <>
      {entry === undefined ? (
        <span className="reference-name">{name}</span>
      ) : (
        <Link
          className="reference-name"
          to="/content/$collection/$entryId"
          params={{ collection: entry.collection, entryId: id }}
          preload={false}
          title={t`Open “${name}”`}
        >
          {name}
        </Link>
      )}
      {entry !== undefined && entry.state !== 'live' && entry.state !== 'changed' && (
        <span className="reference-state">{entry.state === 'trashed' ? t`in the trash` : t`not public`}</span>
      )}
      <Button look="quiet" label={t`Remove “${name}”`} onClick={() => onRemove(name)}>
        <X aria-hidden="true" />
      </Button>
    </>
  );
}
