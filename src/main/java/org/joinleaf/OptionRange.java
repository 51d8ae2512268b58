package org.joinleaf;

import java.util.function.Predicate;

/** What the values of an option may be, for the message about one that was refused; who judges is the provider. */
final class OptionRange<T extends Comparable<T>> {
    private final T least;
    private final T most;
    private final Predicate<T> also;
    private final String words;

    private OptionRange(T least, T most, Predicate<T> also, String words) {
        this.least = least;
        this.most = most;
        this.also = also;
        this.words = words;
    }

    static <T extends Comparable<T>> OptionRange<T> of(T least, T most) {
        return new OptionRange<>(least, most, value -> true, least + " to " + most);
    }

    static OptionRange<Integer> powersOfTwo(int least, int most) {
        return new OptionRange<>(least, most, value -> Integer.bitCount(value) == 1,
                "a power of two from " + least + " to " + most);
    }

    @SuppressWarnings("unchecked")
    boolean takes(Object value) {
        T one = (T) value;
        return least.compareTo(one) <= 0 && most.compareTo(one) >= 0 && also.test(one);
    }

    /** In words: "1 to 65536". */
    @Override
    public String toString() {
        return words;
    }
}
