import { renderToString } from 'react-dom/server';
import { createElement } from 'react';

const check = (Component: unknown): boolean => typeof Component === 'function';

const renderToStaticMarkup = async (Component: () => null, props: object) => ({
  html: renderToString(createElement(Component, props)),
});

export default { name: 'islands', check, renderToStaticMarkup, supportsAstroStaticSlot: false };
