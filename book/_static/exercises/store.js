/* A reader's progress, kept in the browser: the same JSON as latentlib.exercises.progress. */

export const KEY = "latent:v1:exercises";
export const STATUSES = ["not attempted", "not yet", "correct"];

const FIELDS = { status: 1, attempts: 1, hints: 1, changed: 1 };
const ANSWER = /^[\u0020-\ud7ff\ue000-\uffff]{1,40}$/; /* kept where there is one */
const LARGEST = { attempts: 1e6, hints: 3 };
const EMPTY = {
  status: STATUSES[0],
  attempts: 0,
  hints: 0,
  changed: "1970-01-01T00:00:00Z",
};

const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const hasExactly = (value, fields) =>
  isTable(value) && Object.keys(value).sort().join() === Object.keys(fields).sort().join();
const rank = (record) => STATUSES.indexOf(record.status);

const isRecord = (value) =>
  isTable(value) &&
  hasExactly(value, "answer" in value ? { ...FIELDS, answer: 1 } : FIELDS) &&
  (!("answer" in value) || (typeof value.answer === "string" && ANSWER.test(value.answer))) &&
  STATUSES.includes(value.status) &&
  Object.entries(LARGEST).every(
    ([name, most]) => Number.isInteger(value[name]) && value[name] >= 0 && value[name] <= most,
  ) &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value.changed);

/**
 * Read a record of progress.
 * @param {string} text JSON
 * @returns {Object<string, object>} a record for each exercise that was touched
 * @throws {Error} where it is anything else; the message says what is wrong
 */
export const parse = (text) => {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  if (text.length > 1e6 || !hasExactly(data, { version: 1, exercises: 1 }))
    throw new Error("it is not a record of progress");
  if (data.version !== 1) throw new Error(`its version is ${data.version}, and 1 was expected`);
  if (!isTable(data.exercises)) throw new Error("it has no table of exercises");
  for (const [id, record] of Object.entries(data.exercises))
    if (!/^\d\.[1-9]\d?$/.test(id) || !isRecord(record))
      throw new Error(`its record of exercise ${id.slice(0, 20)} is damaged`);
  return data.exercises;
};

/**
 * Write a record of progress.
 * @param {Object<string, object>} exercises
 * @returns {string} JSON
 */
export const format = (exercises) => `${JSON.stringify({ version: 1, exercises }, null, 1)}\n`;

const isFurther = (a, b) => {
  if (a.status !== b.status) return rank(a) > rank(b);
  if (a.changed !== b.changed) return a.changed > b.changed;
  return (a.answer ?? "") > (b.answer ?? "");
};

/**
 * Join two records of one exercise: the further status with its answer, the larger counts.
 * @param {object} a
 * @param {object} b
 * @returns {object}
 */
export const mergeRecords = (a, b) => {
  const { status, changed, answer } = isFurther(a, b) ? a : b;
  const most = (name) => Math.max(a[name], b[name]);
  const counts = { attempts: most("attempts"), hints: most("hints") };
  return { status, ...counts, changed, ...(answer && { answer }) };
};

/**
 * Open what is kept. Every change is read, made and written in one go, so that several tabs undo
 * nothing of each other; what is damaged is set aside under another key.
 * @param {() => Storage} find returns the browser's storage, or throws where it is forbidden
 * @param {() => Date} [clock]
 */
export const openStore = (find, clock = () => new Date()) => {
  let unwritten = {}; /* changes that could not be kept, by exercise: a record, or null for none */
  let closed = false; /* where nothing more may be written */
  const store = {
    /** What the reader should know; mostly empty. */
    note: "",

    /** All records, by exercise. */
    all() {
      const all = Object.entries({ ...read(), ...unwritten });
      return Object.fromEntries(all.filter(([, record]) => record));
    },

    /** The record of one exercise. */
    of: (id) => store.all()[id] ?? EMPTY,

    /** Note that an answer was checked, and which; what is solved stays solved. */
    addAttempt(id, status, text = "") {
      const old = store.of(id);
      const record = { ...old, attempts: old.attempts + 1 };
      const answer = ANSWER.test(text) ? text : "";
      const further = STATUSES.indexOf(status) - rank(old);
      if (further > 0 || (further === 0 && answer !== (old.answer ?? ""))) {
        const changed = clock().toISOString().replace(/\.\d+Z$/, "Z");
        Object.assign(record, { status, changed, answer });
        if (!answer) delete record.answer;
      }
      write({ [id]: record });
    },

    /** Note that the hint of that number was opened. */
    addHint(id, number) {
      const old = store.of(id);
      if (number > old.hints) write({ [id]: { ...old, hints: number } });
    },

    /** Add records; for each exercise the further status stays. */
    merge(exercises) {
      const merged = Object.entries(exercises).map(([id, record]) => [
        id,
        mergeRecords(store.of(id), record),
      ]);
      write(Object.fromEntries(merged));
    },

    /** Forget one exercise. */
    forget(id) {
      if (id in store.all()) write({ [id]: null });
    },

    /** Forget all exercises, and nothing else. */
    clear: () => write(Object.fromEntries(Object.keys(store.all()).map((id) => [id, null]))),

    /** What was set aside as damaged, by key. */
    damaged() {
      const keys = attempt((storage) => Object.keys(storage)) ?? [];
      const number = (key) => Number(key.split(":").at(-1));
      const aside = keys.filter((key) => key.startsWith(`${KEY}:damaged:`));
      aside.sort((a, b) => number(a) - number(b));
      return Object.fromEntries(aside.map((key) => [key, attempt((s) => s.getItem(key))]));
    },
  };

  const attempt = (action) => {
    try {
      if (!closed) return action(find());
    } catch {
      store.note ||= "This browser keeps nothing for this page: progress is lost when you leave.";
    }
    return undefined;
  };

  const read = () => {
    const text = attempt((storage) => storage.getItem(KEY)) ?? null;
    if (text === null) return {};
    try {
      return parse(text);
    } catch (error) {
      setAside(text, error.message);
      return {};
    }
  };

  const write = (changes) => {
    unwritten = { ...unwritten, ...changes };
    const text = format(store.all());
    const done = attempt((storage) => {
      storage.setItem(KEY, text);
      return true;
    });
    if (done) unwritten = {};
  };

  const setAside = (text, why) => {
    let number = 1;
    while (attempt((storage) => storage.getItem(`${KEY}:damaged:${number}`)) != null) number += 1;
    const key = `${KEY}:damaged:${number}`;
    const done = attempt((storage) => {
      storage.setItem(key, text);
      storage.removeItem(KEY);
      return true;
    });
    closed = !done; /* rather keep nothing than write over it */
    store.note =
      `The record of your progress could not be read: ${why}. ` +
      (done
        ? `It is kept in this browser as \`${key}\`, and a new record has begun.`
        : "It stays as it is, and nothing new is kept.");
  };

  return store;
};
