import type {
  ModelChoices,
  ModelDayOut,
  ModelDaysOut,
  ModelDetail,
  ModelLookUp,
  ModelOperation,
  ModelSettings,
  ModelToolUse,
  ModelTraceLine,
  ModelTraceOut,
  ModelTracesOut,
  ModelTriedOut,
} from "../generated";

/** What is sent may leave out what has a usual value; what comes is whole. */
type Whole<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

export type LanguageModelChoices = Whole<ModelChoices>;
export type LanguageModel = Omit<ModelSettings, "choices"> & { choices: LanguageModelChoices };
export type LanguageModelLookUp = ModelLookUp;
export type LanguageModelOperation = ModelOperation;
export type LanguageModelDay = ModelDayOut;
export type LanguageModelDays = ModelDaysOut;
export type ModelTurn = ModelTraceLine;
export type ModelTurnPage = ModelTracesOut;
export type ModelToolUsed = Whole<ModelToolUse>;
export type ModelTrace = Omit<ModelTraceOut, "detail"> & {
  detail: Omit<Whole<ModelDetail>, "used"> & { used: ModelToolUsed[] };
};
export type ModelTried = Omit<ModelTriedOut, "trace"> & { trace: ModelTrace | null };
