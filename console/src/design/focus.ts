// Where the focus goes when a dialog has gone: back to what opened it. The component library does so only for dialogs
// that stay and hide; ours are drawn while they are open.
const DIALOG = ".ant-modal-root, [role=dialog]";

/** Watches for as long as the app lives; gives a way to stop. */
export function returnFocus(): () => void {
  let outside: HTMLElement | null = null;
  let inside = false;
  const follow = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    inside = target.closest(DIALOG) !== null;
    if (!inside) outside = target;
  };
  const look = (): void => {
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (!inside || !lost || document.querySelector(DIALOG) !== null) return;
    inside = false;
    if (outside?.isConnected) outside.focus({ preventScroll: true });
  };
  // Dialogs stand directly in the body; one that goes leaves it.
  const observer = new MutationObserver(look);
  document.addEventListener("focusin", follow);
  observer.observe(document.body, { childList: true });
  return () => {
    document.removeEventListener("focusin", follow);
    observer.disconnect();
  };
}
