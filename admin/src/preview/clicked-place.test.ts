import { describe, expect, it } from 'vitest';
import { placeOfClicked, type Clicked } from './clicked-place.ts';

const paragraph = (id: string, text: string) => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }],
});

const content = {
  title: 'A walk',
  seo: { title: 'Seen from elsewhere' },
  body: {
    type: 'doc',
    content: [
      paragraph('one', 'The first words.'),
      { type: 'image', attrs: { id: 'picture', mediaId: 'm' } },
      { type: 'horizontalRule', attrs: { id: 'line' } },
      paragraph('two', 'Again.'),
      {
        type: 'bulletList',
        attrs: { id: 'list' },
        content: [{ type: 'listItem', content: [paragraph('item', 'An item, with what is below.')] }],
      },
      paragraph('three', 'Again.'),
    ],
  },
};

const clicked = (given: Partial<Clicked>) =>
  placeOfClicked(content, { text: '', nth: 0, after: '', skip: 0, ...given });

describe('what was clicked on in a page', () => {
  it('is found by its words, in a field or in a block of a document', () => {
    expect(clicked({ text: 'A walk' })).toMatchObject({ place: ['title'], blockId: null });
    expect(clicked({ text: 'Seen from elsewhere' })).toMatchObject({ place: ['seo', 'title'] });
    expect(clicked({ text: ' The  first\nwords. ' })).toMatchObject({ place: ['body'], blockId: 'one' });
    expect(clicked({ text: 'An item, with what is below.' })).toMatchObject({ blockId: 'item' });
  });

  it('is found although the page says a little more', () => {
    expect(clicked({ text: 'The first words.1' })).toMatchObject({ blockId: 'one' });
  });

  it('is told apart by how often the same came before', () => {
    expect(clicked({ text: 'Again.', nth: 0 })).toMatchObject({ blockId: 'two' });
    expect(clicked({ text: 'Again.', nth: 1 })).toMatchObject({ blockId: 'three' });
  });

  it('is found by what stands before where it has no words', () => {
    expect(clicked({ after: 'The first words.', skip: 0 })).toMatchObject({ blockId: 'picture' });
    expect(clicked({ after: 'The first words.', skip: 1 })).toMatchObject({ blockId: 'line' });
  });

  it('is nowhere where nothing reads like it', () => {
    expect(clicked({ text: 'Written by hand, published as files.' })).toBeNull();
  });
});
