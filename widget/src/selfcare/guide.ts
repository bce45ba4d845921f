/** What a page's article shows, woken up: steps one after another on a phone, and pictures large over the page. */
import type { Page } from "./page";

const NARROW = "(max-width: 559px)";

function button(words: string, press: () => void): HTMLButtonElement {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = words;
  one.onclick = press;
  return one;
}

/** A list of steps becomes a walk; all of them stay one press away. */
export function walk(list: HTMLOListElement, p: Page): void {
  const steps = [...list.children] as HTMLElement[];
  const of = steps.length;
  let at = 0;
  let single = true;
  const told = document.createElement("p");
  told.className = "at";
  told.setAttribute("aria-live", "polite");
  const turn = document.createElement("div");
  turn.className = "turn";
  const before = button(p.word("step_before"), () => show(at - 1));
  const next = button(p.word("step_next"), () => show(at + 1));
  next.className = "on";
  turn.append(before, next);
  const all = button("", () => { single = !single; show(at); });
  all.className = "all";
  list.before(told);
  list.after(turn, all);
  function show(to: number): void {
    at = Math.max(0, Math.min(of - 1, to));
    steps.forEach((step, i) => { step.hidden = single && i !== at; });
    list.style.counterReset = single ? "step " + at : "";
    told.hidden = turn.hidden = !single;
    told.textContent = p.word("step", { n: at + 1, of });
    before.disabled = at === 0;
    next.disabled = at === of - 1;
    all.textContent = p.word(single ? "steps_all" : "steps_single");
  }
  show(0);
}

/** A picture over the page; Esc, a press beside it or on it closes. */
export function large(link: HTMLAnchorElement, p: Page): void {
  const box = document.createElement("dialog");
  box.className = "large";
  const shown = link.querySelector("img")!.cloneNode() as HTMLImageElement;
  shown.loading = "eager";
  box.setAttribute("aria-label", shown.alt);
  const close = button("×", () => box.close());
  close.setAttribute("aria-label", p.word("close"));
  box.append(shown, close);
  box.onclick = () => box.close();
  box.onclose = () => { box.remove(); link.focus(); };
  document.body.append(box);
  box.showModal();
}

export function wake(p: Page): void {
  if (matchMedia(NARROW).matches) document.querySelectorAll<HTMLOListElement>(".body ol.guide").forEach((one) => walk(one, p));
  document.querySelectorAll<HTMLAnchorElement>(".body a.shot").forEach((one) => {
    one.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      large(one, p);
    });
  });
}
