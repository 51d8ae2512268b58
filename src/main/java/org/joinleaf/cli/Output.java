package org.joinleaf.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** This standard output remembers why it could not be written. A {@code PrintWriter} alone forgets the reason. */
final class Output {
    private final PrintWriter writer;
    private volatile IOException failure;

    Output(OutputStream stream, Charset encoding) {
        writer = new PrintWriter(new FilterOutputStream(stream) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    out.write(bytes, from, length);
                } catch (IOException e) {
                    failure = e;
                    throw e;
                }
            }

            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }
        }, false, encoding);
    }

    PrintWriter writer() {
        return writer;
    }

    /** Writes what is still kept back, and returns whether something could not be written. */
    boolean failed() {
        return writer.checkError();
    }

    /** Says why, and returns the exit code. */
    int tell(PrintWriter err) {
        err.println("joinleaf: standard output: " + (failure == null ? "not written" : failure.getMessage()));
        return Main.NOT_WRITTEN;
    }
}
