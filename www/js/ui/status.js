// The status line under the pictures: says what has just happened. Screen readers read it aloud.
import { byId, write } from "../dom.js";

/** @param {string} message */
export const say = (message) => {
  write(byId("status"), message);
};
