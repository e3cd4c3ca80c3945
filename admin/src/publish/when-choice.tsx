import { Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { resolveZonedTime } from '../../../model/zoned-time.ts';
import { DateTimePicker } from '../ui/date-time-picker.tsx';
import { BundleSelect, type BundleChoice } from './bundle-select.tsx';
import './when-choice.css';

/** Now, or what the clocks show somewhere; `at` is the instant, as far as it is known. */
export type When =
  | { kind: 'now' }
  | { kind: 'time'; time: string | null; timeZone: string; at: string | null }
  /** Together with others, when those are ready: with a bundle that there is, or a new one of that title. */
  | ({ kind: 'bundle' } & BundleChoice);

type WhenChoiceProps = {
  when: When;
  onChoose: (when: When) => void;
  /** What is a bundle itself is not put into another one. */
  hasBundles?: boolean;
};

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = [...new Set([OWN_ZONE, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

export function WhenChoice({ hasBundles = true, onChoose, when }: WhenChoiceProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [chosen, setChosen] = useState<ZonedChoice>({ time: null, timeZone: OWN_ZONE });
  const chooseTime = (choice: ZonedChoice): void => {
    setChosen(choice);
    onChoose({ kind: 'time', ...choice, at: instantOf(choice) });
  };
  const ways = [
    { kind: 'now', label: t`Now`, choose: () => onChoose({ kind: 'now' }) },
    { kind: 'time', label: t`At a time`, choose: () => chooseTime(chosen) },
    {
      kind: 'bundle',
      label: t`With a bundle`,
      choose: () => onChoose({ kind: 'bundle', bundleId: null, title: '' }),
    },
  ];
  return (
    <fieldset className="when">
      <legend className="for-screen-readers">
        <Trans>When</Trans>
      </legend>
      <div className="when-ways">
        {ways.slice(0, hasBundles ? ways.length : -1).map(({ choose, kind, label }) => (
          <label key={kind}>
            <input type="radio" name={id} checked={when.kind === kind} onChange={choose} />
            {label}
          </label>
        ))}
      </div>
      {when.kind === 'bundle' && (
        <BundleSelect choice={when} onChoose={(choice) => onChoose({ kind: 'bundle', ...choice })} />
      )}
      {when.kind === 'time' && <TimeChoice chosen={chosen} onChoose={chooseTime} />}
    </fieldset>
  );
}

type TimeChoiceProps = { chosen: ZonedChoice; onChoose: (choice: ZonedChoice) => void };

function TimeChoice({ chosen: { time, timeZone }, onChoose }: TimeChoiceProps): ReactNode {
  const { t } = useLingui();
  return (
    <div className="when-time">
      <DateTimePicker
        label={t`Day and time`}
        onChange={(localTime) => onChoose({ time: localTime, timeZone })}
      />
      <label>
        <Trans>Time zone</Trans>
        <select
          value={timeZone}
          onChange={(event) => onChoose({ time, timeZone: event.currentTarget.value })}
        >
          {ZONES.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      </label>
      <Resolved time={time} timeZone={timeZone} />
    </div>
  );
}

type ZonedChoice = { time: string | null; timeZone: string };

/** Where clocks are put forward or back, what comes of it. */
function Resolved({ time, timeZone }: ZonedChoice): ReactNode {
  const { i18n } = useLingui();
  if (time === null) return null;
  const resolved = resolveZonedTime({ localTime: time, timeZone });
  if (resolved.kind === 'skipped') {
    const [before, after] = [shortTime(resolved.before), shortTime(resolved.after)];
    return (
      <p className="field-problem" role="alert">
        <Trans>
          The clocks skip this time: they go from {before} to {after}.
        </Trans>
      </p>
    );
  }
  if (resolved.kind !== 'found') return null;
  const here = i18n.date(resolved.at, { dateStyle: 'full', timeStyle: 'short' });
  return (
    <p className="hint">
      {timeZone !== OWN_ZONE && <Trans>Where you are, that is {here}.</Trans>}{' '}
      {resolved.repeated !== null && (
        <Trans>The clocks show this time twice: the first of the two is taken.</Trans>
      )}
    </p>
  );
}

function shortTime(localTime: string): string {
  return localTime.replace('T', ' ').slice(0, 16);
}

function instantOf({ time, timeZone }: ZonedChoice): string | null {
  if (time === null) return null;
  const resolved = resolveZonedTime({ localTime: time, timeZone });
  return resolved.kind === 'found' ? resolved.at.toISOString() : null;
}
