import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

type Shortcut = { keys: readonly string[]; does: MessageDescriptor };
type ShortcutGroup = { title: MessageDescriptor; shortcuts: readonly Shortcut[] };

/** `Mod` is ⌘ on a Mac, and Ctrl elsewhere. */
export const SHORTCUT_GROUPS: readonly ShortcutGroup[] = [
  {
    title: msg`Everywhere`,
    shortcuts: [
      { keys: ['Mod', 'K'], does: msg`Go to an entry, a screen or an action` },
      { keys: ['?'], does: msg`Show this list` },
      { keys: ['Esc'], does: msg`Close what is open` },
    ],
  },
  {
    title: msg`In the editor`,
    shortcuts: [
      { keys: ['Enter'], does: msg`From the title into the text` },
      { keys: ['Alt', '↑'], does: msg`Move a block, or a part of a form, up` },
      { keys: ['Alt', '↓'], does: msg`Move a block, or a part of a form, down` },
      { keys: ['Mod', 'Shift', 'P'], does: msg`Look at what publishing changes` },
    ],
  },
  {
    title: msg`In a text`,
    shortcuts: [
      { keys: ['/'], does: msg`Insert a block` },
      { keys: ['Mod', 'B'], does: msg`Bold` },
      { keys: ['Mod', 'I'], does: msg`Italic` },
      { keys: ['Mod', 'E'], does: msg`Code` },
      { keys: ['Mod', 'K'], does: msg`Link what is selected` },
      { keys: ['Mod', 'Z'], does: msg`Undo` },
      { keys: ['Mod', 'Shift', 'Z'], does: msg`Redo` },
    ],
  },
];
