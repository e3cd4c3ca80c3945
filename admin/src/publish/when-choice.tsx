import { Trans, useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { resolveZonedTime } from '../../../model/zoned-time.ts';
import { DateTimePicker } from '../ui/date-time-picker.tsx';
import './when-choice.css';

/** Now, or what the clocks show somewhere; `at` is the instant, as far as it is known. */
export type When =
  | { kind: 'now' }
  | { kind: 'time'; time: string | null; timeZone: string; at: string | null };

type WhenChoiceProps = { when: When; onChoose: (when: When) => void };

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = [...new Set([OWN_ZONE, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

export function WhenChoice({ onChoose, when }: WhenChoiceProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [timeZone, setTimeZone] = useState(OWN_ZONE);
  const [time, setTime] = useState<string | null>(null);
  const chooseTime = (chosen: { time: string | null; timeZone: string }): void => {
    setTime(chosen.time);
    setTimeZone(chosen.timeZone);
    onChoose({ kind: 'time', ...chosen, at: instantOf(chosen) });
  };
  return (
    <fieldset className="when">
      <legend className="for-screen-readers">
        <Trans>When</Trans>
      </legend>
      <div className="when-ways">
        <label>
          <input
            type="radio"
            name={id}
            checked={when.kind === 'now'}
            onChange={() => onChoose({ kind: 'now' })}
          />
          <Trans>Now</Trans>
        </label>
        <label>
          <input
            type="radio"
            name={id}
            checked={when.kind === 'time'}
            onChange={() => chooseTime({ time, timeZone })}
          />
          <Trans>At a time</Trans>
        </label>
      </div>
      {when.kind === 'time' && (
        <div className="when-time">
          <DateTimePicker
            label={t`Day and time`}
            onChange={(chosen) => chooseTime({ time: chosen, timeZone })}
          />
          <label>
            <Trans>Time zone</Trans>
            <select
              value={timeZone}
              onChange={(event) => chooseTime({ time, timeZone: event.currentTarget.value })}
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
      )}
    </fieldset>
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
