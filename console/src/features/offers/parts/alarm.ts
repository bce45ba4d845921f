// What tells an agent of an offer when the eyes are elsewhere: a chime, the tab's title, a notice of the system.
import { createStore, kept, useStore } from "@/design";
import { missed } from "./asking";

let audio: AudioContext | null = null;
const running = createStore(false);

/** Browsers let a page sound only after somebody has touched it; called at the start and on every touch until it may. */
export function unlockSound(): void {
  if (!("AudioContext" in window)) return;
  if (audio === null) {
    audio = new AudioContext();
    audio.onstatechange = () => running.set(audio?.state === "running");
  }
  if (audio.state === "running") running.set(true);
  // Before the first touch this promise stays open; the state tells when it may sound.
  else void audio.resume().catch(() => undefined);
}

/** False while the browser keeps this page silent although sound is wanted. */
export function useSoundReady(): boolean {
  return useStore(running);
}

function tone(context: AudioContext, frequency: number, at: number, length: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "sine";
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.14, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + length);
}

/** Two soft notes, a fifth apart. */
export function chime(): void {
  if (!kept("sound", true)) return;
  if (audio === null || audio.state !== "running") {
    missed("sound");
    return;
  }
  tone(audio, 659.25, audio.currentTime, 0.5);
  tone(audio, 987.77, audio.currentTime + 0.14, 0.7);
}

let flashing: ReturnType<typeof setInterval> | null = null;
let plainTitle = "";

export function startFlash(text: string): void {
  stopFlash();
  plainTitle = document.title;
  let on = false;
  const flash = (): void => {
    on = !on && document.hidden;
    document.title = on ? text : plainTitle;
  };
  flash();
  flashing = setInterval(flash, 1_000);
}

export function stopFlash(): void {
  if (flashing === null) return;
  clearInterval(flashing);
  flashing = null;
  document.title = plainTitle;
}

/**
 * A desktop notice, only while the tab is hidden and only when the user has allowed it. One per tag, taken back by the
 * function that comes back once it is over. `open`: somebody has pressed it.
 */
export function notify(tag: string, title: string, body: string, open?: () => void): () => void {
  const nothing = (): void => undefined;
  if (!document.hidden || !("Notification" in window)) return nothing;
  if (Notification.permission === "default") missed("notices");
  if (Notification.permission !== "granted") return nothing;
  let notice: Notification;
  try {
    notice = new Notification(title, { body, tag });
  } catch {
    return nothing; // some browsers of phones have the name and not the thing
  }
  notice.onclick = () => {
    window.focus();
    open?.();
    notice.close();
  };
  return () => notice.close();
}
