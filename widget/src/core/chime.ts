/**
 * A short sound when somebody wrote and nobody looked. Only the tab that was looked at last sounds, and none before
 * the visitor has touched the page: browsers forbid it, and it would be rude.
 */
import type { Store } from "./store";

/** Hz and seconds after the start of each of the two tones */
const TONES = [[660, 0], [880, 0.12]] as const;

export class Chime {
  private audio: AudioContext | null = null;
  private heard = -1;

  constructor(
    private store: Store,
    private key: string,
    private tab: string,
  ) {}

  muted(): boolean {
    return !!this.store.get(this.key + "quiet");
  }

  mute(yes: boolean): void {
    this.store.set(this.key + "quiet", yes ? "1" : null);
  }

  /** The visitor acted here: this tab may sound, and is the one that does. */
  arm(): void {
    this.front();
    if (navigator.userActivation?.hasBeenActive === false) return; // opened by the page itself
    try {
      this.audio ??= new AudioContext();
      void this.audio.resume().catch(() => {});
    } catch {
      // no sound on this device
    }
  }

  /** This tab is looked at. */
  front(): void {
    if (!document.hidden) this.store.set(this.key + "front", this.tab);
  }

  /** So many messages are unread now; sounds when they grew. The first count is where we start from. */
  count(unread: number): void {
    const more = this.heard >= 0 && unread > this.heard;
    this.heard = unread;
    if (!more || this.muted() || this.store.get(this.key + "front") !== this.tab) return;
    if (!this.audio && navigator.userActivation) this.arm();
    if (this.audio) void this.audio.resume().then(() => this.play(this.audio!), () => {});
  }

  private play(audio: AudioContext): void {
    for (const [pitch, late] of TONES) {
      const at = audio.currentTime + late;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.32);
    }
  }
}
