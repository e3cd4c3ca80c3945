/**
 * The field types of the content model and the builders that declare them. A field is plain JSON data; what its value
 * looks like as a TypeScript type is in `entry-types.ts`, how a value is checked in `validate-field.ts`.
 */

/** One text, or one per language of the people who read it: `{ en: 'Title', de: 'Titel' }`. */
export type Label = string | Readonly<Record<string, string>>;

type CommonOptions = {
  readonly label?: Label;
  /** A sentence under the field in the editor. */
  readonly help?: Label;
  /** Must be filled in before the entry can be published; a draft may lack it. */
  readonly required?: boolean;
};

export type TextOptions = CommonOptions & {
  readonly multiline?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The source of a regular expression that the whole value must match. */
  readonly pattern?: string;
  readonly default?: string;
};

export type SlugOptions = CommonOptions & {
  /** The text field that the editor derives the slug from. */
  readonly from?: string;
  readonly maxLength?: number;
};

export type RichTextOptions = CommonOptions;

export type NumberOptions = CommonOptions & {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly default?: number;
};

export type BooleanOptions = Omit<CommonOptions, 'required'> & { readonly default?: boolean };

export type DateOptions = CommonOptions & {
  /** Absent: a day, `2026-03-01`. True: a moment in UTC, `2026-03-01T09:30:00.000Z`. */
  readonly time?: boolean;
  readonly min?: string;
  readonly max?: string;
  /**
   * What templates see where editors left it empty: the day (or the moment) of the first publication, in UTC. The draft stays as it was
   * written. Only for a field of the entry itself.
   */
  readonly whenEmpty?: 'first-publication';
};

export type SelectOption = string | { readonly value: string; readonly label: Label };

export type SelectOptions = CommonOptions & {
  readonly options: readonly SelectOption[];
  readonly multiple?: boolean;
  readonly default?: string | readonly string[];
};

export type ImageOptions = CommonOptions;

export type FileOptions = CommonOptions & {
  /** Media types such as `application/pdf` or `image/*`; absent: any. */
  readonly accept?: readonly string[];
};

export type ReferenceOptions = CommonOptions & {
  /** The collection, or collections, that the entries referred to belong to. */
  readonly collection: string | readonly string[];
  readonly multiple?: boolean;
  /** With `multiple`: the fewest and the most references. */
  readonly min?: number;
  readonly max?: number;
};

export type ListOptions = CommonOptions & {
  readonly of: Field;
  readonly min?: number;
  readonly max?: number;
};

export type GroupOptions = CommonOptions & { readonly fields: FieldRecord };

export type BlockKind = { readonly label?: Label; readonly fields: FieldRecord };

export type BlocksOptions = CommonOptions & {
  /** The kinds of block to choose from; a block's value names its kind in `type`. */
  readonly kinds: Readonly<Record<string, BlockKind>>;
  readonly min?: number;
  readonly max?: number;
};

export type FieldRecord = { readonly [name: string]: Field };

export type FieldOptions = {
  text: TextOptions;
  slug: SlugOptions;
  richText: RichTextOptions;
  number: NumberOptions;
  boolean: BooleanOptions;
  date: DateOptions;
  select: SelectOptions;
  image: ImageOptions;
  file: FileOptions;
  reference: ReferenceOptions;
  list: ListOptions;
  group: GroupOptions;
  blocks: BlocksOptions;
};

export type FieldType = keyof FieldOptions;

export type FieldOf<Type extends FieldType> = { readonly type: Type } & FieldOptions[Type];

export type Field = { [Type in FieldType]: FieldOf<Type> }[FieldType];

/** Refuses a misspelt option at compile time: a generic parameter alone would let it through. */
type Exactly<Given, Allowed> = Given & Readonly<Record<Exclude<keyof Given, keyof Allowed>, never>>;

function optional<Type extends FieldType>(type: Type) {
  return <const Options extends FieldOptions[Type] = FieldOptions[Type]>(
    options?: Exactly<Options, FieldOptions[Type]>,
  ): { readonly type: Type } & Options => ({ type, ...options }) as { readonly type: Type } & Options;
}

function configured<Type extends FieldType>(type: Type) {
  return <const Options extends FieldOptions[Type]>(
    options: Exactly<Options, FieldOptions[Type]>,
  ): { readonly type: Type } & Options => ({ type, ...options });
}

/** `field.text({ required: true })`: one builder for each field type. */
export const field = {
  text: optional('text'),
  slug: optional('slug'),
  richText: optional('richText'),
  number: optional('number'),
  boolean: optional('boolean'),
  date: optional('date'),
  select: configured('select'),
  image: optional('image'),
  file: optional('file'),
  reference: configured('reference'),
  list: configured('list'),
  group: configured('group'),
  blocks: configured('blocks'),
};

export function referencedCollections(reference: FieldOf<'reference'>): readonly string[] {
  return typeof reference.collection === 'string' ? [reference.collection] : reference.collection;
}

export function selectValues(select: FieldOf<'select'>): readonly string[] {
  return select.options.map((option) => (typeof option === 'string' ? option : option.value));
}
