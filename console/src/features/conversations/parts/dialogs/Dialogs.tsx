import { Suspense, lazy } from "react";
import type { Row } from "@/api/types";

const Transfer = lazy(() => import("./Transfer"));
const Close = lazy(() => import("./Close"));
const Handback = lazy(() => import("./Handback"));

export type DialogName = "transfer" | "close" | "handback";

export interface DialogProps {
  row: Row;
  done: () => void;
}

const DIALOGS = { transfer: Transfer, close: Close, handback: Handback };

export function Dialogs({ name, row, done }: DialogProps & { name: DialogName }) {
  const Dialog = DIALOGS[name];
  return (
    <Suspense fallback={null}>
      <Dialog row={row} done={done} />
    </Suspense>
  );
}
