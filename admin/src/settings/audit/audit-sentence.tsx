import { Trans as TransOf } from '@lingui/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Fragment, type ReactNode } from 'react';
import { entryTitle } from '../../content/entry-title.ts';
import { JOB_WORDS } from '../jobs/job-words.ts';
import type { AuditAbout, AuditEntry } from './audit-entry.ts';
import { AUDIT_WORDS, ENDED_OWN_SESSIONS } from './audit-words.ts';
import { SubjectLink } from './subject-link.tsx';

/** By another name, since whoever gathers the messages looks for one in each `Trans`: these stand in the table. */
const Sentence = TransOf;

/** Ids end with what is random in them: those of one minute begin alike. */
const ID_SHOWN = 8;

/** Who did what to what. */
export function AuditSentence({ record }: { record: AuditEntry }): ReactNode {
  const { action, actor, subject } = record;
  const isOwn = action === 'user.end-sessions' && subject === `user:${actor?.id}`;
  const said = isOwn ? ENDED_OWN_SESSIONS : AUDIT_WORDS[action];
  const what = <Whats record={record} />;
  if (said === undefined)
    return (
      <span>
        <Who actor={actor} /> · <code>{action}</code> · {what}
      </span>
    );
  return (
    <span>
      <Sentence {...said} values={{ who: <Who actor={actor} />, what }} />
    </span>
  );
}

function Who({ actor }: Pick<AuditEntry, 'actor'>): ReactNode {
  const { t } = useLingui();
  if (actor === null) return t`The installation`;
  return actor.name ?? <ShortId id={actor.id} />;
}

function Whats({ record }: { record: AuditEntry }): ReactNode {
  const { i18n, t } = useLingui();
  const { about, aboutCount } = record;
  const left = aboutCount - about.length;
  const names = about.map(({ subject }) => subject);
  const parts = new Intl.ListFormat(i18n.locale).formatToParts(
    left > 0 ? [...names, t`${left} more`] : names,
  );
  return parts.map(({ type, value }, index) => {
    const one = type === 'element' ? about.find(({ subject }) => subject === value) : undefined;
    return (
      // oxlint-disable-next-line react/no-array-index-key -- The parts of a sentence stay where they are.
      <Fragment key={index}>{one === undefined ? value : <What about={one} record={record} />}</Fragment>
    );
  });
}

function What({ about, record }: { about: AuditAbout; record: AuditEntry }): ReactNode {
  const { i18n, t } = useLingui();
  const { collection, name, subject } = about;
  const [kind = '', id = ''] = subject.split(':');
  const link = (text: ReactNode): ReactNode => (
    <SubjectLink about={about} actorId={record.actor?.id ?? null}>
      {text}
    </SubjectLink>
  );
  if (kind === 'release') return link(t`release ${id}`);
  if (kind === 'publication') return t`publication ${id}`;
  if (kind === 'job') {
    const said = JOB_WORDS[typeof record.details['kind'] === 'string' ? record.details['kind'] : ''];
    return said === undefined ? link(<ShortId id={id} />) : <Quoted>{link(i18n._(said))}</Quoted>;
  }
  if (name === null) return link(<ShortId id={id} />);
  if (kind === 'user' || kind === 'invite') return link(name);
  return <Quoted>{link(kind === 'entry' ? entryTitle({ collection, title: name }) : name)}</Quoted>;
}

function Quoted({ children }: { children: ReactNode }): ReactNode {
  return <Trans>“{children}”</Trans>;
}

function ShortId({ id }: { id: string }): ReactNode {
  return <code title={id}>{id.length > ID_SHOWN ? `…${id.slice(-ID_SHOWN)}` : id}</code>;
}
