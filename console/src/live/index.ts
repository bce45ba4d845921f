import { useSyncExternalStore } from "react";
import { Activity, hearTouches } from "./activity";
import { followMachine } from "./machine";
import { Sends } from "./sends";
import { LiveSocket } from "./socket";
import type { LiveStatus, LiveWorld, SocketLike } from "./socket";

function address(): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/api/v1/live`;
}

const world: LiveWorld = {
  open: () => new WebSocket(address()) as unknown as SocketLike,
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The socket of this tab, and the messages that leave over it. */
export const live = new LiveSocket(world);
export const sends = new Sends(live, world.after);
export { allowDetecting, mayDetect } from "./machine";

/** Starts the socket and lets it know of sleep, network and visibility. Returns how to stop. */
export function startLive(): () => void {
  const online = (): void => live.hurry();
  const lost = (): void => live.networkLost();
  const seen = (): void => live.visibility(document.hidden);
  window.addEventListener("online", online);
  window.addEventListener("offline", lost);
  document.addEventListener("visibilitychange", seen);
  const activity = new Activity({ ...world, say: () => live.ask({ t: "active" }) });
  const touched = (): void => activity.touch();
  const stops = [hearTouches(touched), followMachine(touched), live.onStatus(() => activity.lineBack())];
  live.start();
  return () => {
    stops.forEach((stop) => stop());
    activity.stop();
    window.removeEventListener("online", online);
    window.removeEventListener("offline", lost);
    document.removeEventListener("visibilitychange", seen);
    live.stop();
  };
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.onStatus, live.getStatus);
}
