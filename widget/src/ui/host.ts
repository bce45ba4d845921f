/**
 * The element on the host page and the wall around it. Styles stay apart by the shadow root and by inline
 * `!important` on the host element; keys typed here never reach the host page's short-cuts.
 * The root is open so that accessibility checkers and tests can look inside.
 */
const WALL: Record<string, string> = {
  all: "initial", display: "block", position: "fixed", top: "0", left: "0", width: "0", height: "0", "z-index": "2147483000", direction: "ltr",
};

/** Events that host pages act upon although they are ours: focus fences, drop zones, "click outside", short-cuts. */
const OURS = "click dblclick mousedown mouseup pointerdown pointerup touchstart touchend focusin focusout input beforeinput paste copy cut contextmenu wheel dragenter dragover dragleave drop compositionstart compositionupdate compositionend";

export interface Host {
  root: ShadowRoot;
  /** Style properties of the host element, out of the page's reach. */
  set(vars: Record<string, string>): void;
  /** Add a style sheet inside the wall. */
  style(css: string): void;
}

export function mount(onkey: (e: KeyboardEvent, active: Element | null) => void): Host {
  const el = document.createElement("qingfeng-chat");
  const set = (vars: Record<string, string>): void => {
    for (const name in vars) el.style.setProperty(name, vars[name]!, "important");
  };
  set(WALL);
  const root = el.attachShadow({ mode: "open" });
  const style = (css: string): void => {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; // not subject to the host page's style policy
    } catch {
      const tag = document.createElement("style");
      tag.textContent = css;
      root.append(tag);
    }
  };
  for (const name of OURS.split(" ")) root.addEventListener(name, (e) => e.stopPropagation(), { passive: true });
  // Taken at the window before the page's own listeners; the browser still types, clicks and moves the caret.
  for (const name of ["keydown", "keyup", "keypress"])
    window.addEventListener(name, (e) => {
      if (e.target !== el) return;
      e.stopImmediatePropagation();
      if (name === "keydown") onkey(e as KeyboardEvent, root.activeElement);
    }, true);
  document.documentElement.append(el); // beside body: out of reach of transforms, filters and re-rendering there
  followViewport(set);
  return { root, set, style };
}

/** Keep clear of the on-screen keyboard: the visible part of the page as style variables. */
function followViewport(set: (vars: Record<string, string>) => void): void {
  const v = window.visualViewport;
  if (!v) return;
  const follow = (): void => {
    if (v.scale > 1.01) return; // pinched to look closer: nothing covers the page
    set({ "--vh": v.height + "px", "--vt": v.offsetTop + "px", "--kb": Math.max(0, innerHeight - v.height - v.offsetTop) + "px" });
  };
  v.addEventListener("resize", follow);
  v.addEventListener("scroll", follow);
  follow();
}
