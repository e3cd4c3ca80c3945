import type { ContentModel } from './content-model.ts';
import type { Field, FieldRecord, SelectOption } from './fields.ts';
import type { RichTextDocument } from './rich-text/document.ts';

/**
 * The content of a published entry, as TypeScript sees it: required fields are there, the others may be missing.
 * A draft may lack any of them: `Partial<EntryOf<…>>`.
 */
export type EntryOf<Model extends ContentModel, Collection extends keyof Model['collections']> = ContentOf<
  Model['collections'][Collection]['fields']
>;

export type ContentOf<Fields extends FieldRecord> = Flat<
  { [Name in RequiredNames<Fields>]: FieldValue<Fields[Name]> } & {
    [Name in Exclude<keyof Fields, RequiredNames<Fields>>]?: FieldValue<Fields[Name]>;
  }
>;

/** `media` is the id of a media item. `alt` absent: the alternative text of the media item itself. */
export type ImageValue = { media: string; alt?: string; caption?: string; focal?: FocalPoint };

/** From the top left corner, each from 0 to 1. */
export type FocalPoint = { x: number; y: number };

export type FileValue = { media: string; label?: string };

type FieldValue<F extends Field> = F extends { type: 'text' | 'slug' | 'date' }
  ? string
  : F extends { type: 'number' }
    ? number
    : F extends { type: 'boolean' }
      ? boolean
      : F extends { type: 'richText' }
        ? RichTextDocument
        : F extends { type: 'image' }
          ? ImageValue
          : F extends { type: 'file' }
            ? FileValue
            : CompoundValue<F>;

type CompoundValue<F extends Field> = F extends { type: 'select'; options: readonly (infer Option)[] }
  ? OneOrMany<F, OptionValue<Option>>
  : F extends { type: 'reference' }
    ? OneOrMany<F, string>
    : F extends { type: 'list'; of: infer Item extends Field }
      ? FieldValue<Item>[]
      : F extends { type: 'group'; fields: infer Fields extends FieldRecord }
        ? ContentOf<Fields>
        : F extends { type: 'blocks'; kinds: infer Kinds }
          ? BlockOf<Kinds>[]
          : never;

type OptionValue<Option> = Option extends string
  ? Option
  : Option extends Exclude<SelectOption, string>
    ? Option['value']
    : never;

type BlockOf<Kinds> = {
  [Kind in keyof Kinds]: Kinds[Kind] extends { fields: infer Fields extends FieldRecord }
    ? Flat<{ type: Kind; id?: string } & ContentOf<Fields>>
    : never;
}[keyof Kinds];

type OneOrMany<F, Value> = F extends { multiple: true } ? Value[] : Value;

type RequiredNames<Fields extends FieldRecord> = {
  [Name in keyof Fields]: Fields[Name] extends { required: true } ? Name : never;
}[keyof Fields];

type Flat<Type> = { [Key in keyof Type]: Type[Key] };
