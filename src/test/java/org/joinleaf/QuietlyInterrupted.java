package org.joinleaf;

/**
 * A thread whose status says that it was interrupted, though nobody has told what it waits in. In JDK 17 this is so if the
 * thread begins to wait just between the two.
 */
final class QuietlyInterrupted extends Thread {
    private volatile boolean began;

    QuietlyInterrupted(Runnable run) {
        super(run);
    }

    @Override
    public boolean isInterrupted() {
        boolean before = began;
        began |= Thread.currentThread() == this; // the call has looked, and waits from here on
        return before;
    }
}
