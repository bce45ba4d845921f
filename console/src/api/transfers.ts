// Taking back what one has passed on.
import { call } from "./http";
import type { Row } from "./types";

export const transfers = {
  undo: (id: string) => call<Row>("POST", `/conversations/${id}/transfer/undo`),
};
