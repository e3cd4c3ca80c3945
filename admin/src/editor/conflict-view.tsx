import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { compareWords } from '../../../model/compare/compare-words.ts';
import type { MergeConflict } from '../../../model/merge/merge-content.ts';
import { fieldLabel } from '../content/field-label.ts';
import { Button } from '../ui/button.tsx';
import { canHoldBoth, decide, itemNow, type Side } from './keep/decide.ts';
import { placeOfConflict } from './keep/draft-keeper.ts';
import type { Content } from './keep/kept-draft.ts';
import { valueAt } from './value-at.ts';
import { placeOf } from './place.ts';
import { useReadable } from '../history/readable.ts';
import { useEditor } from './use-editor.ts';
import { useOthers } from './use-others.ts';
import { Words } from './words.tsx';
import './conflict-view.css';

/** What two people have changed in the same place, side by side. Everything else has come together already. */
export function ConflictView({ conflicts }: { conflicts: readonly MergeConflict[] }): ReactNode {
  const { desk } = useEditor();
  const isOwn = useIsOwn();
  const [sides, setSides] = useState<ReadonlyMap<string, Side>>(new Map());
  const decideAll = (): void => {
    // From the last one on: what comes or goes in a list moves what stands behind it.
    const decided = conflicts.reduceRight(
      (content, conflict) => decide(content, conflict, sides.get(placeOfConflict(conflict)) ?? 'ours'),
      desk.store.read(),
    );
    desk.keeper.resolve(decided);
  };
  return (
    <section id="conflicts" className="conflicts" tabIndex={-1} aria-labelledby="conflicts-title">
      <h2 id="conflicts-title">
        {isOwn ? (
          <Plural
            value={conflicts.length}
            one="You have changed the same place in another window"
            other="You have changed the same # places in another window"
          />
        ) : (
          <Plural
            value={conflicts.length}
            one="Somebody else has changed the same place"
            other="Somebody else has changed the same # places"
          />
        )}
      </h2>
      <p>
        <Trans>Both are kept until you choose. What was changed elsewhere has come together already.</Trans>
      </p>
      {conflicts.map((conflict) => (
        <OneConflict
          key={placeOfConflict(conflict)}
          conflict={conflict}
          side={sides.get(placeOfConflict(conflict)) ?? 'ours'}
          onChoose={(side) => setSides(new Map(sides).set(placeOfConflict(conflict), side))}
        />
      ))}
      <div className="choices">
        <Button look="solid" onClick={decideAll}>
          <Trans>Save what is chosen</Trans>
        </Button>
      </div>
    </section>
  );
}

/** Whether it was in another window of the same person. */
function useIsOwn(): boolean {
  const { desk, entry } = useEditor();
  return entry.draft.savedBy === desk.userId;
}

type OneConflictProps = { conflict: MergeConflict; side: Side; onChoose: (side: Side) => void };

function OneConflict({ conflict, onChoose, side }: OneConflictProps): ReactNode {
  const { t } = useLingui();
  const { desk, entry, model } = useEditor();
  const isOwn = useIsOwn();
  const id = useId();
  const name = useOthers().find(({ user }) => user.id === entry.draft.savedBy)?.user.name;
  const words = isOwn
    ? { ours: t`As it is here`, theirs: t`As it is there` }
    : { ours: t`Mine`, theirs: name === undefined ? t`Theirs` : t`As ${name} has it` };
  const ours = oursNow(desk.store.get([]) as Content, conflict);
  return (
    <fieldset className="conflict">
      <legend>{fieldLabel(model, entry.collection, conflict.path)}</legend>
      <div className="conflict-sides">
        {(['ours', 'theirs'] as const).map((which) => (
          <div key={which} className={which === side ? 'conflict-side chosen' : 'conflict-side'}>
            <input
              type="radio"
              id={`${id}-${which}`}
              name={id}
              checked={which === side}
              onChange={() => onChoose(which)}
            />
            <label htmlFor={`${id}-${which}`}>{words[which]}</label>
            <Value before={conflict.before} value={which === 'ours' ? ours : conflict.theirs} />
          </div>
        ))}
      </div>
      {canHoldBoth(conflict) && (
        <div className={side === 'both' ? 'conflict-side chosen' : 'conflict-side'}>
          <input
            type="radio"
            id={`${id}-both`}
            name={id}
            checked={side === 'both'}
            onChange={() => onChoose('both')}
          />
          <label htmlFor={`${id}-both`}>
            <Trans>Keep both, one below the other</Trans>
          </label>
        </div>
      )}
    </fieldset>
  );
}

/** What is written on meanwhile is shown as it is. */
function oursNow(content: Content, conflict: MergeConflict): unknown {
  if (conflict.kind === 'field') return valueAt(content, placeOf(conflict.path));
  if (conflict.kind === 'block' || conflict.ours === null) return conflict.ours;
  return itemNow(content, conflict)?.item ?? null;
}

/** With what is new in it. */
function Value({ before, value }: { before: unknown; value: unknown }): ReactNode {
  const readable = useReadable([before, value]);
  const { entry } = useEditor();
  const runs = compareWords(readable(before), readable(value), entry.locale);
  return (
    <div className="conflict-value">
      <Words runs={runs.filter(({ kind }) => kind !== 'removed')} />
    </div>
  );
}
