import type { Mail } from './mail-job.ts';

/** What a language says for each kind of message. */
export type Wording = {
  [Template in Mail['template']]: (mail: Extract<Mail, { template: Template }>, facts: Facts) => Words;
};

export type Facts = { site: string; time: (moment: string) => string };

export type Words = {
  subject: string;
  before: string[];
  /** Null: to the authoring interface. */
  link: string | null;
  after: string[];
};

/** What is said of each part of an account that has been changed. */
export type ChangeWording = Record<
  Extract<Mail, { template: 'account-change' }>['what'],
  { subject: (site: string) => string; said: (site: string) => string }
>;
