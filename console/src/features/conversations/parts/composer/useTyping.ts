import { useEffect, useRef } from "react";
import { live } from "@/live";

const SAY_AGAIN = 3_000;
const IDLE = 5_000;

/** Tells the customer that somebody is writing: at most every 3 s, and "stopped" after 5 s without a key. */
export function useTyping(conversationId: string): (on: boolean) => void {
  const said = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = useRef(() => undefined as void);
  useEffect(() => {
    stop.current = () => {
      if (idle.current !== null) clearTimeout(idle.current);
      if (said.current > 0) live.typing(conversationId, false);
      said.current = 0;
    };
    return () => stop.current();
  }, [conversationId]);
  return (on) => {
    if (!on) {
      stop.current();
      return;
    }
    const now = Date.now();
    if (now - said.current > SAY_AGAIN) {
      said.current = now;
      live.typing(conversationId, true);
    }
    if (idle.current !== null) clearTimeout(idle.current);
    idle.current = setTimeout(() => stop.current(), IDLE);
  };
}
