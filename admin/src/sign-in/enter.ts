/** A link is used up: a reload must not lead back to it. Nothing that was read as nobody is kept. */
export function enter(): void {
  location.replace('/admin/');
}
