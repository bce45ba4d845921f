import type { SendBody } from "@/api/client";
import { ApiError } from "@/api/http";
import type { Frame, Message } from "@/api/types";
import type { LiveSocket, LiveWorld } from "./socket";

/** A socket that has not answered by now is as good as lost; the server knows a message sent twice. */
const ANSWER_WITHIN = 5_000;

type Answer = Extract<Frame, { t: "sent" | "refused" }> | null;

/** Sends messages over the live socket, which costs a fraction of a request. */
export class Sends {
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(
    private readonly socket: LiveSocket,
    private readonly after: LiveWorld["after"],
  ) {
    socket.onFrame((frame) => {
      if (frame.t === "sent" || frame.t === "refused") this.waiting.get(frame.client_id)?.(frame);
    });
    socket.onStatus(() => {
      if (socket.getStatus() !== "online") [...this.waiting.values()].forEach((tell) => tell(null));
    });
  }

  /** The message as the server keeps it; null when it has to be asked by a request instead: no socket, or no answer. */
  async send(conversationId: string, message: SendBody): Promise<Message | null> {
    const answer = await this.ask(conversationId, message);
    if (answer === null) return null;
    if (answer.t === "sent") return answer.message;
    if (answer.status === 401) return null; // the request finds the session gone and says so to the whole page
    throw new ApiError(answer.status, answer.error, answer.retry_after);
  }

  private ask(conversation_id: string, message: SendBody): Promise<Answer> {
    return new Promise((resolve) => {
      const tell = (answer: Answer): void => {
        cancel();
        this.waiting.delete(message.client_id);
        resolve(answer);
      };
      const cancel = this.after(ANSWER_WITHIN, () => tell(null));
      this.waiting.set(message.client_id, tell);
      if (!this.socket.ask({ t: "send", conversation_id, message })) tell(null);
    });
  }
}
