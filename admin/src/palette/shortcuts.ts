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
      { keys: ['Mod', '/'], does: msg`What can be done with the block` },
      { keys: ['Alt', 'F10'], does: msg`To the tools for what is selected` },
      { keys: ['Mod', 'F'], does: msg`Find and replace` },
      { keys: ['Mod', 'B'], does: msg`Bold` },
      { keys: ['Mod', 'I'], does: msg`Italic` },
      { keys: ['Mod', 'E'], does: msg`Code` },
      { keys: ['Mod', 'K'], does: msg`Link what is selected` },
      { keys: ['Mod', 'Shift', 'S'], does: msg`Struck through` },
      { keys: ['Mod', 'Shift', 'H'], does: msg`Highlighted` },
      { keys: ['Mod', ','], does: msg`Subscript` },
      { keys: ['Mod', '.'], does: msg`Superscript` },
      { keys: ['Mod', '\\'], does: msg`Without formatting` },
      { keys: ['Mod', 'Alt', '0'], does: msg`Paragraph` },
      { keys: ['Mod', 'Alt', '2'], does: msg`Heading` },
      { keys: ['Mod', 'Alt', '3'], does: msg`Heading below it` },
      { keys: ['Mod', 'Alt', '4'], does: msg`Heading two below it` },
      { keys: ['Mod', 'Shift', '7'], does: msg`Numbered list` },
      { keys: ['Mod', 'Shift', '8'], does: msg`List with bullets` },
      { keys: ['Mod', 'Shift', '9'], does: msg`List of tasks` },
      { keys: ['Mod', 'Shift', 'B'], does: msg`Quotation` },
      { keys: ['Mod', 'Alt', 'C'], does: msg`Code block` },
      { keys: ['Tab'], does: msg`In a list, a level deeper` },
      { keys: ['Shift', 'Tab'], does: msg`In a list, a level up` },
      { keys: ['Shift', 'Enter'], does: msg`A new line in the same paragraph` },
      { keys: ['Mod', 'Shift', 'V'], does: msg`Paste without formatting` },
      { keys: ['Mod', 'Z'], does: msg`Undo` },
      { keys: ['Mod', 'Shift', 'Z'], does: msg`Redo` },
    ],
  },
];
