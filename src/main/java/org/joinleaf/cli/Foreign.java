package org.joinleaf.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text that somebody else has sent, made fit for a line of a terminal or a log. */
final class Foreign {
    private Foreign() {
    }

    /**
     * Decodes UTF-8. What would begin another line, steer a terminal or turn the order of letters around is told by its
     * number, so that nobody who sends it can make a line look as if it came from us; a tab stays.
     */
    static String text(ByteBuffer utf8) {
        StringBuilder text = new StringBuilder();
        StandardCharsets.UTF_8.decode(utf8).toString().codePoints().forEach(each -> {
            if (each == '\t' || !isCommand(each)) {
                text.appendCodePoint(each);
            } else {
                text.append(String.format("\\u%04x", each));
            }
        });
        return text.toString();
    }

    private static boolean isCommand(int codePoint) {
        return Character.isISOControl(codePoint) || codePoint >= 0x2028 && codePoint <= 0x202e
                || codePoint >= 0x2066 && codePoint <= 0x2069 || codePoint == 0x200e || codePoint == 0x200f || codePoint == 0x61c;
    }
}
