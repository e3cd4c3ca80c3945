import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readMediaChoice, type MediaChoice } from './media-choice.ts';

export type ChoiceChange = { [Name in keyof MediaChoice]: MediaChoice[Name] | undefined };

type ChosenMedia = {
  choice: MediaChoice;
  choose: (change: ChoiceChange) => void;
  selected: ReadonlySet<string>;
  /** One alone is open; several can be changed together. */
  select: (ids: ReadonlySet<string>) => void;
};

const route = getRouteApi('/signed-in/media');

/** What is shown stands in the address; of what is selected, only the file that is open. */
export function useMediaChoice(): ChosenMedia {
  const choice = readMediaChoice(route.useSearch());
  const navigate = route.useNavigate();
  const [several, setSeveral] = useState<ReadonlySet<string>>(new Set());
  const choose = (change: ChoiceChange): void =>
    void navigate({ search: (before) => readMediaChoice({ ...before, ...change }), replace: true });
  return {
    choice,
    choose,
    selected: choice.file === undefined ? several : new Set([choice.file]),
    select: (ids) => {
      const [only] = ids;
      setSeveral(ids.size > 1 ? ids : new Set());
      choose({ file: ids.size === 1 ? only : undefined });
    },
  };
}
