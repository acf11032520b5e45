package io.isthmus.journal;

/** CDI event, fired once per committed batch that changed something or brought a password. {@code position} is the batch's last. */
public record PushAccepted(long position) {}
