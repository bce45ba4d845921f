import { session as api } from "@/api/client";
import { ApiError, setCsrf, whenForbidden, whenSignedOut } from "@/api/http";
import type { Session } from "@/api/types";
import { createStore, useStore } from "@/design";
import { named, tCode } from "@/i18n";

export type Door =
  | { at: "asking" }
  | { at: "outside"; expired: boolean }
  | { at: "unreachable"; error: unknown }
  | { at: "inside"; session: Session };

const door = createStore<Door>({ at: "asking" });

function enter(session: Session): void {
  setCsrf(session.csrf);
  door.set({ at: "inside", session });
}

/** Asks the server who is signed in. */
export async function askSession(): Promise<void> {
  try {
    enter(await api.read());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401)
      door.set({ at: "outside", expired: door.get().at === "inside" });
    else if (door.get().at !== "inside") door.set({ at: "unreachable", error });
  }
}

whenSignedOut(() => {
  if (door.get().at === "inside") door.set({ at: "outside", expired: true });
});

/** Who asked for more than they may sees what they may now. */
whenForbidden(() => {
  if (door.get().at === "inside") void askSession();
});

/** `code`: of the authenticator app, or a recovery code; empty until the server asks for it. */
export async function signIn(email: string, password: string, code = ""): Promise<void> {
  enter(await api.signIn(email.trim(), password, code.trim()));
}

/** Leaves; and goes on to the identity provider where the house wants that. */
export async function signOut(): Promise<void> {
  const { go_to } = await api.signOut();
  if (go_to === null) door.set({ at: "outside", expired: false });
  else location.assign(go_to);
}

export function useDoor(): Door {
  return useStore(door);
}

/** The session inside the app; only called below the gate. */
export function useSession(): Session {
  const state = useStore(door);
  if (state.at !== "inside") throw new Error("useSession is only for screens behind the sign-in");
  return state.session;
}

export function sessionNow(): Session | null {
  const state = door.get();
  return state.at === "inside" ? state.session : null;
}

/** The name of a role: a shipped one's in our own words, any other's as the house calls it. */
export function roleWord(code: string, own?: { zh: string; en: string }): string {
  return own?.zh ? named(own) : tCode("role", code);
}

export function can(session: Session, permission: string): boolean {
  return session.permissions.includes(permission);
}
