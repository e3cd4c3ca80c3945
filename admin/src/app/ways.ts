import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { LinkProps } from '@tanstack/react-router';
import {
  CalendarClock,
  Images,
  LayoutDashboard,
  PackageOpen,
  Rocket,
  SlidersHorizontal,
  type LucideIcon,
} from 'lucide-react';

export type Way = {
  to: NonNullable<LinkProps['to']>;
  label: MessageDescriptor;
  Icon: LucideIcon;
  /** What the role has to allow of the whole site. */
  needs?: string;
};

/** Where everybody's work begins, in this order: beside every screen, and in the palette. */
export const MAIN_WAYS: readonly Way[] = [{ to: '/', label: msg`Start`, Icon: LayoutDashboard }];

/** Below the collections. */
export const CONTENT_WAYS: readonly Way[] = [
  { to: '/media', label: msg`Media`, Icon: Images, needs: 'media.read' },
  { to: '/bundles', label: msg`Bundles`, Icon: PackageOpen },
  { to: '/schedules', label: msg`Schedules`, Icon: CalendarClock },
  { to: '/releases', label: msg`Releases`, Icon: Rocket },
];

/** Below the collections that have one entry alone. */
export const SETTINGS_WAYS: readonly Way[] = [
  { to: '/settings', label: msg`Administration`, Icon: SlidersHorizontal },
];
