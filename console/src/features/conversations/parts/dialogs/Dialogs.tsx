import { Suspense, lazy } from "react";
import type { Row } from "@/api/types";

const Transfer = lazy(() => import("./Transfer"));
const Close = lazy(() => import("./Close"));
const Handback = lazy(() => import("./Handback"));
const Later = lazy(() => import("./Later"));
const Retag = lazy(() => import("./Retag"));
const Room = lazy(() => import("./Room"));

export type DialogName = "transfer" | "close" | "handback" | "later" | "retag" | "room";

/** One conversation or many; handing back and a room are for one. */
export interface DialogProps {
  rows: Row[];
  done: () => void;
}

const DIALOGS = { transfer: Transfer, close: Close, handback: Handback, later: Later, retag: Retag, room: Room };

export function Dialogs({ name, rows, done }: DialogProps & { name: DialogName }) {
  const Dialog = DIALOGS[name];
  return (
    <Suspense fallback={null}>
      <Dialog rows={rows} done={done} />
    </Suspense>
  );
}
