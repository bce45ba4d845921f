// Answers of the bot that people look at.
import type * as Server from "../generated";

export type Review = Server.Review;
export type ReviewRules = Server.ReviewRulesOut;
export type Verdict = NonNullable<Review["verdict"]>;
export type Why = NonNullable<Review["why"]>;
export type ReviewState = "waiting" | "judged";
