import type { ComponentType, ReactNode, SVGProps } from 'react';

type IconProps = SVGProps<SVGSVGElement> & { size?: number };

/** What stands in place of an icon of `lucide-react`: `build/icons-in-one-file.ts` has its shape in a picture. */
export function icon(address: string): ComponentType<IconProps> {
  const href = import.meta.env.BASE_URL + address;
  return ({ size = 24, ...rest }): ReactNode => (
    <svg
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden={rest['aria-label'] === undefined}
      {...rest}
    >
      <use href={href} />
    </svg>
  );
}
