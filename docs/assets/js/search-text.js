// Words, stems and dates as the search sees them: the twin of macros/search_text.py.
import { stem as english } from "./snowball-english.js";

const CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af";
const TOKEN = new RegExp(`[${CJK}]+|\\b[a-z](?:\\.[a-z]+)+|(?:(?![${CJK}])[\\p{L}\\p{N}])+(?:\\.\\p{Nd}+)*`, "gu");
const IS_CJK = new RegExp(`^[${CJK}]`);
const LETTERS_THEN_DIGITS = /^(\p{L}+)(\p{Nd}.*)$/u;

export const fold = (text) =>
  text.normalize("NFKC").toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
    .replace(/['’ʼ](?:s\b)?/g, "").replace(/\bart(?:icle)?s?\.?\s*(?=\p{Nd})/gu, "article ");

// Words in order; `glued` says that a word stood directly at the one before, as 5.2 in GLM5.2.
export function words(folded) {
  const found = [];
  for (const [token] of folded.matchAll(TOKEN)) {
    const split = token.match(LETTERS_THEN_DIGITS);
    if (IS_CJK.test(token)) {
      for (let i = 0; i < Math.max(1, token.length - 1); i++) found.push({ word: token.slice(i, i + 2), glued: i > 0 });
    } else if (split) {
      found.push({ word: split[1], glued: false }, { word: split[2], glued: true });
    } else found.push({ word: /\p{L}$/u.test(token) ? token.replaceAll(".", "") : token, glued: false });
  }
  return found;
}

export const isCjk = (word) => IS_CJK.test(word);
const SPELLINGS = [
  [/is(e[drs]?|ing|ations?)$/, "iz$1"],
  [/(?<=..)our/g, "or"],
  [/^(def|lic|off|pret)ence/, "$1ense"],
  [/^(cent|lit|met|theat)re/, "$1er"],
  [/amme/g, "am"],
];

export function stem(word) {
  if (!/^[a-z]{3,}$/.test(word)) return word;
  return english(SPELLINGS.reduce((form, [british, american]) => form.replace(british, american), word)).replace(/ll$/, "l");
}

const MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?\\.?";
const YEAR = "(20\\d\\d)";
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const two = (number) => String(number).padStart(2, "0");

// Each form gives year, month and day by name; a day that may also be a month gives both readings.
const FORMS = [
  ["ymd", new RegExp(`\\b${YEAR}[-/.](\\d{1,2})[-/.](\\d{1,2})\\b`, "g")],
  ["ymd", new RegExp(`\\b${YEAR}(\\d\\d)(\\d\\d)\\b`, "g")],
  ["dmy", /\b(\d{1,2})[-/](\d{1,2})[-/]((?:20)?\d\d)\b/g],
  ["d.m.y", /\b(\d{1,2})(\.)(\d{1,2})(\.)((?:20)?\d\d)\b/g],
  ["dm", /\b(\d{1,2})\/(\d{1,2})\b/g],
  ["ym", new RegExp(`\\b${YEAR}[-/](\\d{1,2})\\b`, "g")],
  ["ymd", /(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日?/g],
  ["dMy", new RegExp(`\\b${DAY}\\s*(?:of\\s+)?${MONTH}(?:,?\\s*${YEAR})?\\b`, "g")],
  ["Mdy", new RegExp(`\\b${MONTH}\\s*(?:the\\s+)?${DAY}(?:,?\\s*${YEAR})?(?!\\.?\\d)`, "g")],
  ["My", new RegExp(`\\b${MONTH},?\\s*${YEAR}\\b`, "g")],
  ["yM", new RegExp(`\\b${YEAR},?\\s*${MONTH}\\b`, "g")],
  ["M", /\b(jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/g],
];

function terms(form, parts) {
  const at = (letter) => (form.includes(letter) ? parts[form.indexOf(letter)] : undefined);
  const day = Number(at("d")) || 0;
  const month = at("M") ? MONTHS.indexOf(at("M").slice(0, 3)) + 1 : Number(at("m"));
  const year = at("y") && (at("y").length === 2 ? `20${at("y")}` : at("y"));
  const readings = [[month, day]];
  if (/^dm/.test(form) && day <= 12) readings.push([day, month]);
  return readings
    .filter(([m, d]) => m >= 1 && m <= 12 && d <= 31)
    .map(([m, d]) => `@${year ? `${year}-` : ""}${two(m)}${d ? `-${two(d)}` : ""}`);
}

// The dates in a folded text, each as the terms it may mean, and the text without them.
export function dates(folded) {
  const found = [];
  let rest = folded;
  for (const [form, pattern] of FORMS) {
    rest = rest.replace(pattern, (match, ...groups) => {
      const alternatives = terms(form, groups);
      if (!alternatives.length) return match;
      found.push(alternatives);
      return " ";
    });
  }
  return { found, rest };
}
