import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';

const term = z.object({ name: z.string(), slug: z.string(), description: z.string().optional() });

export const collections = {
  posts: defineCollection({
    loader: glob({ pattern: '*.md', base: './content/blog' }),
    schema: z.object({
      title: z.string(),
      description: z.string(),
      date: z.coerce.date(),
      tags: z.array(z.string()),
      authors: z.array(z.string()),
    }),
  }),
  pages: defineCollection({
    loader: glob({ pattern: '*.md', base: './content/pages' }),
    schema: z.object({ title: z.string() }),
  }),
  tags: defineCollection({ loader: file('content/tags.json'), schema: term }),
  authors: defineCollection({ loader: file('content/authors.json'), schema: term }),
};
