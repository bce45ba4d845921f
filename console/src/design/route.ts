// A router of two ideas: the path is a list of words, and moving is one function. No page ever reloads.
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
window.addEventListener("popstate", () => route.set(read()));

export function go(to: string, options: { replace?: boolean } = {}): void {
  if (to === location.pathname + location.search) return;
  history[options.replace ? "replaceState" : "pushState"](null, "", to);
  route.set(read());
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
