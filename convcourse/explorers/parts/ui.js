// What is in modules of its own now; this one goes once every explorer imports from them.
import { make as make_, button as button_ } from "./elements.js";
import {
  asFraction as asFraction_,
  formatNumber as formatNumber_,
  formatWeight as formatWeight_,
  listNumbers as listNumbers_,
  plainText as plainText_,
  parseNumber as parseNumber_,
  agrees as agrees_,
  toGrid as toGrid_,
  sizeText as sizeText_,
  resizeKernel as resizeKernel_,
} from "./numbers.js";
import { colorScale as colorScale_, signedTable as signedTable_, luminance as luminance_ } from "./colors.js";
import { typedFields as typedFields_ } from "./editing.js";
import { numberGrid as numberGrid_ } from "./number_grid.js";
import { sumLine as sumLine_, seriesPlot as seriesPlot_ } from "./lines.js";

export const make = make_;
export const button = button_;
export const asFraction = asFraction_;
export const formatNumber = formatNumber_;
export const formatWeight = formatWeight_;
export const listNumbers = listNumbers_;
export const plainText = plainText_;
export const parseNumber = parseNumber_;
export const agrees = agrees_;
export const toGrid = toGrid_;
export const sizeText = sizeText_;
export const resizeKernel = resizeKernel_;
export const colorScale = colorScale_;
export const signedTable = signedTable_;
export const luminance = luminance_;
export const typedFields = typedFields_;
export const numberGrid = numberGrid_;
export const sumLine = sumLine_;
export const seriesPlot = seriesPlot_;
