// The line under the pictures that says what has just happened. Screen readers read it out.
import { byId, write } from "../dom.js";

/** @param {string} message */
export const say = (message) => {
  write(byId("status"), message);
};
