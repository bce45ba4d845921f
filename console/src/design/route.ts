// A router of two ideas: the path is a list of words, and moving is one function. No page ever reloads.
import { askToLeave, unsaved } from "./leaving";
import { createStore, useStore } from "./store";

export interface Route {
  path: string[];
  search: URLSearchParams;
}

function read(): Route {
  return {
    path: location.pathname.split("/").filter(Boolean).map(decodeURIComponent),
    search: new URLSearchParams(location.search),
  };
}

const route = createStore<Route>(read());
let here = address();

function address(): string {
  return location.pathname + location.search;
}

function arrive(): void {
  here = address();
  route.set(read());
}

window.addEventListener("popstate", () => {
  if (!unsaved()) {
    arrive();
    return;
  }
  const wanted = address();
  history.pushState(null, "", here); // back to where the unsaved work is, until they agree
  askToLeave(() => go(wanted, { replace: true }));
});

/** Moves to another place; with something unsaved here, only once whoever moves agrees. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  if (to === address()) return;
  askToLeave(() => {
    history[options.replace ? "replaceState" : "pushState"](null, "", to);
    arrive();
  });
}

export function useRoute(): Route {
  return useStore(route);
}

/** For links that must also open in a new tab: plain clicks stay in this page. */
export function linkTo(to: string): { href: string; onClick: (event: React.MouseEvent) => void } {
  return {
    href: to,
    onClick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      go(to);
    },
  };
}
