// Where a step leads, back and on.
export interface Nav {
  back: string | null;
  next: string;
  /** what the step is for is there */
  done: boolean;
}
