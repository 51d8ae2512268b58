/*
 * Model check of how a leaf comes into a session and leaves it: every order of steps of a root, two leaves, their
 * applications and the network, with a connection cut and a join withdrawn at any point.
 *
 *     spin -a handshake.pml && gcc -O2 -I... -o handshake pan.c .../control.c && ./handshake -a -f -N PROPERTY
 *
 * HandshakeModelTest does so for every world and property.
 *
 * Which frame may come in which state is not modelled: the model asks native/providers/rooted/wire/control.c itself.
 * What a side does then is modelled after session/ and link/; the comments name the functions.
 *
 * Three worlds, chosen by -D: the leaves ask (the default); ROOT_ASKS: the root invites; HOSTILE: the leaf asks,
 * and the other side sends any frame at any time. BYE_IS_SUCCESS is a leaf with a mistake, which the model must find: it
 * takes a BYE that comes before START for the end of a session that it was in.
 *
 * What holds (the applications see nothing but this):
 *   in_step    while a leaf is told that it has joined, the root has admitted it
 *   join_ends  every join ends: with one outcome, success or failure
 *   root_hears when a join has failed at the leaf, a root that admitted it hears of the end
 *   leaf_hears when the root's side of a session is over, a leaf that has joined hears of the end
 *              (root_hears and leaf_hears are not asked of a hostile root)
 *   and, as assertions at each step: an outcome is told once, FD_CLOSE is told at most once and to nobody but one who
 *   has joined, no data is handed out before the join or after FD_CLOSE, success is told only after START.
 */
#ifdef HOSTILE
#define LEAVES 1 /* each connection is on its own; more leaves only multiply the states */
#else
#define LEAVES 2
#endif

#define HELLO   1
#define WELCOME 2
#define REQUEST 3
#define ADMIT   4
#define REJECT  5
#define START   6
#define MESSAGE 10
#define PING    12
#define BYE     13
#define ABORT   14
#define CANCEL  15
#define END     16 /* the connection's end, behind all that was sent before it */
#define REPAIR  9  /* stands for all data of the root */

/* enum control_state */
#define SAID_HELLO 3
#define OPEN       6

c_decl {
\#include "providers/rooted/wire/control.h"
_Static_assert(HELLO == WIRE_HELLO && WELCOME == WIRE_WELCOME && REQUEST == WIRE_REQUEST, "frames");
_Static_assert(ADMIT == WIRE_ADMIT && REJECT == WIRE_REJECT && START == WIRE_START, "frames");
_Static_assert(MESSAGE == WIRE_MESSAGE && PING == WIRE_PING && BYE == WIRE_BYE, "frames");
_Static_assert(SAID_HELLO == CONTROL_HELLO_SENT && OPEN == CONTROL_OPEN, "states");
_Static_assert(ABORT == WIRE_ABORT && CANCEL == WIRE_CANCEL && REPAIR == WIRE_REPAIR, "frames");

static struct control side(int state, int asker, int root)
{
    struct control control = {.state = (enum control_state)state, .asker = asker != 0, .root = root != 0};
    return control;
}
static int refuses(int state, int asker, int root, int type)
{
    struct control control = side(state, asker, root);
    return !control_allows(&control, (enum wire_type)type);
}
static unsigned char received(int state, int asker, int root, int type)
{
    struct control control = side(state, asker, root);
    control_received(&control, (enum wire_type)type);
    return (unsigned char)control.state;
}
static unsigned char sent_out(int state, int asker, int root, int type)
{
    struct control control = side(state, asker, root);
    control_sent(&control, (enum wire_type)type);
    return (unsigned char)control.state;
}
}

/* One connection for each leaf, as TCP is: in order; what was sent before a cut may be lost, what comes later is. */
chan to_root[LEAVES] = [4] of { byte };
chan to_leaf[LEAVES] = [4] of { byte };
bool cut[LEAVES];

/* The control state machine of either side (enum control_state), and whether the connection is still its own. */
byte leaf_control[LEAVES], root_control[LEAVES];
bool leaf_has[LEAVES], root_has[LEAVES];

/* What the leaf's application was told. */
#define NOTHING 0
#define JOINED  1
#define FAILED  2
byte told[LEAVES];
byte leaf_closes[LEAVES]; /* FD_CLOSEs */
bool leaf_gone[LEAVES];   /* its application closed the socket */
bool started[LEAVES];     /* START has come */

/* The root's c_leaf. */
#define NONE  0
#define LIVE  1
#define ENDED 2
byte branch[LEAVES];
byte root_closes[LEAVES];
bool asked[LEAVES];  /* a request waits for the root's application */
bool root_closed;    /* the root's application closed its socket */

#ifdef ROOT_ASKS
#define LEAF_ASKS     0
#define ROOT_IS_ASKER 1
#else
#define LEAF_ASKS     1
#define ROOT_IS_ASKER 0
#endif

/* The steps of control.c, of the frame at hand. */
#define leaf_asks        c_code { Pleaf->refused = refuses(now.leaf_control[Pleaf->i], LEAF_ASKS, 0, Pleaf->frame); }
#define leaf_takes       c_code { now.leaf_control[Pleaf->i] = received(now.leaf_control[Pleaf->i], LEAF_ASKS, 0, Pleaf->frame); }
#define leaf_sent(what)  c_code { now.leaf_control[Pleaf->i] = sent_out(now.leaf_control[Pleaf->i], LEAF_ASKS, 0, what); }
#define root_asks        c_code { Proot->refused = refuses(now.root_control[Proot->i], ROOT_IS_ASKER, 1, Proot->frame); }
#define root_takes       c_code { now.root_control[Proot->i] = received(now.root_control[Proot->i], ROOT_IS_ASKER, 1, Proot->frame); }
#define root_sent(what)  c_code { now.root_control[Proot->i] = sent_out(now.root_control[Proot->i], ROOT_IS_ASKER, 1, what); }

inline up(i, what)
{
    if
    :: cut[i] -> skip
    :: else -> to_root[i]!what
    fi
}

inline down(i, what)
{
    if
    :: cut[i] -> skip
    :: else -> to_leaf[i]!what
    fi
}

inline told_outcome(i, outcome)
{
    assert(told[i] == NOTHING);
    assert(outcome != JOINED || started[i]);
    told[i] = outcome
}

/* leaf_link_over, or asker_done when the join has not ended yet. The connection is given up. */
inline leaf_over(i)
{
    if
    :: leaf_has[i] -> leaf_has[i] = false; up(i, END)
    :: else -> skip
    fi;
    if
    :: leaf_gone[i] -> skip
    :: else ->
        if
        :: told[i] == NOTHING -> told_outcome(i, FAILED)
        :: told[i] == JOINED -> assert(leaf_closes[i] == 0); leaf_closes[i]++
        :: else -> skip
        fi
    fi
}

proctype leaf(byte i)
{
    byte frame;
    bool leaving, refused;
    leaf_has[i] = true;
#if LEAF_ASKS
    c_code { now.leaf_control[Pleaf->i] = CONTROL_HELLO_SENT; };
    up(i, HELLO);
#else
    c_code { now.leaf_control[Pleaf->i] = CONTROL_WAIT_HELLO; };
#endif
    do
    /* The application withdraws its join, or its time is over: asker_cancel, asker_timed_out. */
    :: atomic { LEAF_ASKS && leaf_has[i] && told[i] == NOTHING ->
        told_outcome(i, FAILED);
        leaf_has[i] = false;
        if
        :: leaf_control[i] != SAID_HELLO -> up(i, CANCEL)
        :: else -> skip
        fi;
        up(i, END) }
    /* The application closes a socket that has joined: leaf_owner_closed. */
    :: atomic { leaf_has[i] && told[i] == JOINED && leaf_closes[i] == 0 && !leaf_gone[i] ->
        leaf_gone[i] = true;
        leaving = true;
        up(i, BYE) }
    /* Silence: the dead time is over, or the handshake's. Only a cut connection is silent for ever. */
    :: atomic { leaf_has[i] && cut[i] -> leaf_over(i) }
    :: atomic { to_leaf[i]?frame ->
        leaf_asks;
        if
        :: !leaf_has[i] -> skip
        :: leaf_has[i] && frame == END -> leaf_over(i)
        :: leaf_has[i] && frame != END && refused ->
            leaf_over(i)
        :: leaf_has[i] && frame != END && !refused ->
            leaf_takes;
            if
            :: frame == WELCOME ->
                up(i, REQUEST);
                leaf_sent(REQUEST)
            :: frame == HELLO ->
                up(i, WELCOME);
                leaf_sent(WELCOME)
            :: frame == REQUEST -> /* the application of a listening leaf decides at once, here */
                if
                :: true -> up(i, ADMIT);
                   leaf_sent(ADMIT)
                :: true -> up(i, REJECT); leaf_has[i] = false; up(i, END); told_outcome(i, FAILED)
                fi
            :: frame == ADMIT ->
                if
                :: skip
                :: told_outcome(i, FAILED); leaf_has[i] = false; /* no room for the callee's data */
                   up(i, CANCEL); up(i, END)
                fi
            :: frame == START -> started[i] = true; told_outcome(i, JOINED)
            :: frame == REPAIR && !leaving ->
                assert(told[i] == JOINED && leaf_closes[i] == 0) /* data for the application */
            :: frame == BYE ->
#ifdef BYE_IS_SUCCESS
                if
                :: told[i] == NOTHING -> told_outcome(i, JOINED)
                :: else -> skip
                fi;
#endif
                if
                :: leaf_control[i] == OPEN && !leaving ->
                    up(i, BYE)
                :: else -> skip
                fi;
                leaf_over(i)
            :: frame == REJECT || frame == ABORT || frame == CANCEL -> leaf_over(i)
            :: else -> skip
            fi
        fi;
        frame = 0 }
    /* Nothing more can happen. */
    :: atomic { !leaf_has[i] && (told[i] != NOTHING || leaf_gone[i]) && empty(to_leaf[i]) &&
                (!root_has[i]) -> break }
    od
}

/* root_link_over, listener_link_over, or asker_done of an invitation. */
inline root_over(i)
{
    if
    :: root_has[i] -> root_has[i] = false; down(i, END)
    :: else -> skip
    fi;
    asked[i] = false;
    if
    :: branch[i] == LIVE -> branch[i] = ENDED; root_closes[i]++; assert(root_closes[i] == 1)
    :: else -> skip
    fi
}

inline root_admits(i)
{
    branch[i] = LIVE;
    down(i, START);
    root_sent(START)
}

proctype root(byte i)
{
    byte frame;
    bool leaving, sent, refused;
    byte lies; /* frames of a hostile side so far */
    root_has[i] = true;
#if LEAF_ASKS
    c_code { now.root_control[Proot->i] = CONTROL_WAIT_HELLO; };
#else
    c_code { now.root_control[Proot->i] = CONTROL_HELLO_SENT; };
    down(i, HELLO);
#endif
    do
#ifdef HOSTILE
    :: atomic { root_has[i] && lies < 5 && nfull(to_leaf[i]) ->
        lies++;
        if
        :: true -> down(i, WELCOME)
        :: true -> down(i, ADMIT); branch[i] = LIVE
        :: true -> down(i, START); branch[i] = LIVE
        :: true -> down(i, BYE)
        :: true -> down(i, CANCEL)
        :: true -> down(i, ABORT)
        :: true -> down(i, PING)
        :: true -> down(i, REPAIR)
        :: root_has[i] = false; down(i, END)
        fi }
    :: atomic { root_has[i] -> root_has[i] = false; down(i, END) }
    :: atomic { to_root[i]?frame -> frame = 0 }
    :: atomic { !root_has[i] && empty(to_root[i]) && !leaf_has[i] -> break }
#else
    /* The application decides: accept.c. */
    :: atomic { root_has[i] && asked[i] && !root_closed ->
        asked[i] = false;
        if
        :: true -> down(i, ADMIT);
           root_sent(ADMIT);
           root_admits(i)
        :: true -> down(i, REJECT); root_has[i] = false; down(i, END)
        fi }
    /* Data to an open link, once: enough to see whether it comes where it must not. */
    :: atomic { branch[i] == LIVE && root_has[i] && !sent && !leaving && nfull(to_leaf[i]) ->
        sent = true;
        down(i, REPAIR) }
    /* The root has closed: root_owner_closed, listener_stop. */
    :: atomic { root_closed && root_has[i] && !leaving ->
        if
        :: branch[i] == LIVE -> leaving = true; down(i, BYE)
        :: branch[i] != LIVE && asked[i] -> down(i, REJECT); root_over(i)
        :: else -> root_over(i)
        fi }
    :: atomic { root_has[i] && cut[i] -> root_over(i) }
    /* Silent connections go after the handshake's time, requests after the asker's patience. */
    :: atomic { root_has[i] && branch[i] == NONE -> root_over(i) }
    :: atomic { to_root[i]?frame ->
        root_asks;
        if
        :: !root_has[i] -> skip
        :: root_has[i] && frame == END -> root_over(i)
        :: root_has[i] && frame != END && refused ->
            root_over(i)
        :: root_has[i] && frame != END && !refused ->
            root_takes;
            if
            :: frame == HELLO ->
                down(i, WELCOME);
                root_sent(WELCOME)
            :: frame == WELCOME ->
                down(i, REQUEST);
                root_sent(REQUEST)
            :: frame == REQUEST ->
                if
                :: asked[i] = true
                :: true -> down(i, REJECT); root_has[i] = false; down(i, END) /* full, other plane */
                fi
            :: frame == ADMIT ->
                if
                :: root_admits(i)
                :: root_has[i] = false; down(i, CANCEL); down(i, END) /* no memory */
                fi
            :: frame == CANCEL || frame == BYE || frame == REJECT || frame == ABORT ->
                if
                :: frame == BYE && !leaving -> down(i, BYE)
                :: else -> skip
                fi;
                root_over(i)
            :: else -> skip
            fi
        fi;
        frame = 0 }
    :: atomic { !root_has[i] && empty(to_root[i]) && !leaf_has[i] -> break }
#endif
    od
}

/* A root that closes and links that break, at any time or never: what was on its way is lost. */
inline break_link(l)
{
    cut[l] = true;
    do
    :: to_root[l]?_
    :: to_leaf[l]?_
    :: empty(to_root[l]) && empty(to_leaf[l]) -> break
    od
}

init
{
    byte i;
    atomic {
        do
        :: i < LEAVES -> run leaf(i); run root(i); i++
        :: else -> break
        od;
        i = 0
    };
    do
    :: atomic { !root_closed -> root_closed = true }
    :: atomic { !cut[0] -> break_link(0) }
#if LEAVES == 2
    :: atomic { !cut[1] -> break_link(1) }
#endif
    :: break
    od
}

#if LEAVES == 2
#define ALL(property) (property(0) && property(1))
#else
#define ALL(property) (property(0))
#endif
#define IN_STEP(i)    ((told[i] == JOINED && leaf_closes[i] == 0 && !leaf_gone[i]) -> branch[i] != NONE)
#define HAS_ENDED(i)  (told[i] != NOTHING)

/* The leaves are alike: what holds for one holds for each. */
ltl in_step    { [] ALL(IN_STEP) }
ltl join_ends  { <> ALL(HAS_ENDED) }
ltl root_hears { [] ((told[0] == FAILED && branch[0] == LIVE) -> <> (branch[0] == ENDED)) }
ltl leaf_hears { [] ((told[0] == JOINED && branch[0] == ENDED) -> <> (leaf_closes[0] == 1 || leaf_gone[0])) }
