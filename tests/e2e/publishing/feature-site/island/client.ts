import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';

export default (element: Element) => (Component: () => null, props: object) =>
  hydrateRoot(element, createElement(Component, props));
