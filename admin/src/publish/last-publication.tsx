import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEditor } from '../editor/use-editor.ts';
import { whenInWords } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { lastPublicationQuery, publicationQuery, type Outcome } from './outcome.ts';
import { othersIn, outcomeOf, type LoggedPublication } from './outcome-of.ts';

type TakingBack = { onTakeBack: (outcome: Outcome) => void };

/** What was done with it last, whoever did it and however long ago; and the way back. */
export function LastPublication({ onTakeBack }: TakingBack): ReactNode {
  const { entry } = useEditor();
  const { data: last } = useQuery(lastPublicationQuery(entry.id));
  if (last == null) return null;
  const outcome = outcomeOf(last, entry.id);
  if (outcome === null) return null;
  return <Known last={last} outcome={outcome} others={othersIn(last, entry.id)} onTakeBack={onTakeBack} />;
}

type KnownProps = TakingBack & { last: LoggedPublication; outcome: Outcome; others: number };

function Known({ last: { by, committedAt, seq }, onTakeBack, others, outcome }: KnownProps): ReactNode {
  const { data } = useQuery(publicationQuery(seq));
  const name = by?.name ?? 'Stillpress';
  const when = whenInWords(committedAt);
  // What the installation brought with it is nobody's deed.
  const mayBeTakenBack = data?.isAsLeft === true && by !== null;
  return (
    <section className="last-publication">
      <p className="soft">
        {outcome.kind === 'published' ? (
          <Trans>
            Published {when} by {name}, as publication {seq}.
          </Trans>
        ) : (
          <Trans>
            Withdrawn {when} by {name}, as publication {seq}.
          </Trans>
        )}
        {mayBeTakenBack && others > 0 && (
          <>
            {' '}
            <Plural
              value={others}
              one="# other entry was in it, and is taken back with it."
              other="# other entries were in it, and are taken back with it."
            />
          </>
        )}
      </p>
      {mayBeTakenBack && (
        <Button look="quiet" className="withdraw-way" onClick={() => onTakeBack(outcome)}>
          <Trans>Take it back …</Trans>
        </Button>
      )}
    </section>
  );
}
