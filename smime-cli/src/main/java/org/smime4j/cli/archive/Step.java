package org.smime4j.cli.archive;

import java.util.function.Consumer;

/** The moments of a job between which a kill makes a difference, in the order of their coming. */
public enum Step {
  /** The list of messages is durable. */
  LISTED,
  /** The journal is there: the job has begun. */
  BEGUN,
  /** An output is written beside its place. */
  OUTPUT_WRITTEN,
  /** An output is in its place. */
  OUTPUT_PLACED,
  /** The outputs of a batch are durable. */
  OUTPUTS_FORCED,
  /** The lines of a batch are in the report. */
  REPORTED,
  /** The record of a batch is in the journal: the batch is done. */
  RECORDED,
  /** The new files of a batch are in a Maildir, beside those that they replace. */
  LINKED,
  /** Those are gone. */
  REPLACED,
  /** The finished report has its name. */
  REPORT_PLACED,
  /** The summary is there: the job is finished. */
  SUMMARISED;

  /** For those to whom no moment matters. */
  public static final Consumer<Step> UNNOTICED = step -> {};
}
