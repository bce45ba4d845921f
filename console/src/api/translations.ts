// Messages in another language, where the installation has a language model.
import { call } from "./http";
import type { Translation } from "./types";

export const translateMessage = (conversation: string, message: string, to: "zh-CN" | "en"): Promise<Translation> =>
  call<Translation>("POST", `/conversations/${conversation}/messages/${message}/translation`, { body: { to } });
