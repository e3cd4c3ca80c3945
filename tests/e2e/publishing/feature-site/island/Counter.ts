import { createElement, useState } from 'react';

export default function Counter({ start = 0 }: { start?: number } = {}) {
  const [count, setCount] = useState(start);
  return createElement('button', { onClick: () => setCount(count + 1) }, `Count ${count}`);
}
