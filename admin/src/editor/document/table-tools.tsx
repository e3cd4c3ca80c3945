import { useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  isInTable,
  selectedRect,
} from '@tiptap/pm/tables';
import { TextSelection, type Command } from '@tiptap/pm/state';
import {
  AlignCenter,
  AlignLeft,
  AlignRight,
  BetweenHorizontalEnd,
  BetweenHorizontalStart,
  BetweenVerticalEnd,
  BetweenVerticalStart,
  FoldHorizontal,
  FoldVertical,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Floating } from './floating.tsx';
import { alignColumn } from './commands/align-column.ts';
import { useEditorState } from './use-editor-state.ts';

/** What can be done with the rows and columns at the cursor; below the table. */
export function TableTools({ editor }: { editor: Editor }): ReactNode {
  const { t } = useLingui();
  const place = useEditorState(editor, () => tablePlace(editor));
  if (place === null) return null;
  const run = (command: Command) => () => {
    command(editor.state, editor.view.dispatch);
    editor.view.focus();
  };
  const tools: [Command, LucideIcon, string][] = [
    [addRowBefore, BetweenHorizontalStart, t`A row above`],
    [addRowAfter, BetweenHorizontalEnd, t`A row below`],
    [deleteRow, FoldVertical, t`Delete the row`],
    [addColumnBefore, BetweenVerticalStart, t`A column to the left`],
    [addColumnAfter, BetweenVerticalEnd, t`A column to the right`],
    [deleteColumn, FoldHorizontal, t`Delete the column`],
    [alignColumn('left'), AlignLeft, t`Align the column to the left`],
    [alignColumn('center'), AlignCenter, t`Centre the column`],
    [alignColumn('right'), AlignRight, t`Align the column to the right`],
    [deleteTable, Trash2, t`Delete the table`],
  ];
  return (
    <Floating rectOf={() => tableRect(editor)}>
      <div className="bubble" role="toolbar" aria-label={t`Of the table`}>
        {tools.map(([command, Icon, label]) => (
          <Button
            key={label}
            look="quiet"
            label={label}
            onMouseDown={(event) => event.preventDefault()}
            onClick={run(command)}
          >
            <Icon aria-hidden="true" />
          </Button>
        ))}
      </div>
    </Floating>
  );
}

/** Not while words are selected: those have tools of their own. */
function tablePlace({ isEditable, state, view }: Editor): number | null {
  if (!isEditable || !view.hasFocus() || !isInTable(state)) return null;
  const isOfWords = state.selection instanceof TextSelection && !state.selection.empty;
  return isOfWords ? null : selectedRect(state).tableStart;
}

function tableRect({ state, view }: Editor): DOMRect | null {
  if (!isInTable(state)) return null;
  const element = view.nodeDOM(selectedRect(state).tableStart - 1);
  return element instanceof HTMLElement ? element.getBoundingClientRect() : null;
}
