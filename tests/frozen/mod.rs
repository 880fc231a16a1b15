//! The bits of a few runs and random streams, as version 0.1.0 computed them. Native and
//! WebAssembly builds are both checked against them: a shared link must replay the same run.

// Several tests share this file, and each uses only some of it.
#![allow(dead_code)]
#![allow(clippy::unwrap_used)]

pub mod links;

use faxor::learn::Learner;
use faxor::link::Link;
use faxor::picture::{Surface, Theme};
use faxor::random::{Purpose, Stream};
use faxor::run::Run;

/// The message for a value that differs from the frozen one.
pub const CHANGED: &str = "everybody's results have changed: links that people have shared would replay differently. \
     If that is meant, it needs a new version of the text form";

/// The runs of one link, with one value for each of its rules.
pub struct Frozen {
    /// The link in canonical form.
    pub text: &'static str,
    /// How many updates the run makes.
    pub updates: u64,
    /// See [`fingerprint`].
    pub fingerprint: &'static [u64],
    /// The bits of the first entry of `W_1`.
    pub first_weight_bits: &'static [u64],
    /// The bits of the mean loss.
    pub loss_bits: &'static [u64],
    /// The accuracy.
    pub accuracy: &'static [f64],
}

/// All rules and tasks, both errors, with and without bias; deep, narrow and wide networks; runs
/// that diverge.
pub const FROZEN: &[Frozen] = &[
    // The article's setting.
    Frozen {
        text: "v=1&task=xor&rules=bp,fa,readout,redrawn&seed=7&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01&redraw=1",
        updates: 2000,
        fingerprint: &[
            0x49a5_d8e0_7e56_fc49,
            0xc5ce_b321_6868_5a81,
            0x08f2_0b3a_36c7_84b8,
            0x0132_687a_dc2a_8b17,
        ],
        first_weight_bits: &[
            0xbfd4_06ad_7086_8c68,
            0xbfd4_06ad_7086_8c68,
            0xbfd4_06ad_7086_8c68,
            0xbfd4_06ad_7086_8c68,
        ],
        loss_bits: &[
            0x3fc0_0000_0000_0000,
            0x3fc0_0528_ca4b_b09b,
            0x3ef1_7dae_7391_862a,
            0x3f06_438f_6e77_7e66,
        ],
        accuracy: &[0.75, 0.75, 1.0, 1.0],
    },
    // The article's code.
    Frozen {
        text: "v=1&task=xor&rules=fa,dfa,usf,kp&seed=7&width=10&depth=2&bias=0&init=1&error=sign&rate=0.01&decay=0.001",
        updates: 2000,
        fingerprint: &[
            0xc768_3ed9_5fb4_08db,
            0x39a7_80b2_ec90_8d75,
            0xd1fe_4975_c876_6e3e,
            0x34bc_28d4_3f9a_ee35,
        ],
        first_weight_bits: &[
            0xbfd4_06ad_7086_8c68,
            0xbfd4_06ad_7086_8c68,
            0xbfd4_06ad_7086_8c68,
            0xbfa5_a902_e606_7bdb,
        ],
        loss_bits: &[
            0x3fd0_cb89_6e7b_0760,
            0x3fb4_dba1_68a7_47e4,
            0x3fac_0de2_9daf_984f,
            0x3f84_c9f0_e985_33c2,
        ],
        accuracy: &[0.75, 1.0, 1.0, 1.0],
    },
    // Feedback at an angle, and held there.
    Frozen {
        text: "v=1&task=xor&rules=fa,kp,held&seed=41&width=10&depth=2&bias=1&init=0.1&error=difference&rate=0.1&decay=0.0001&angle=75",
        updates: 1000,
        fingerprint: &[
            0x6567_d350_ccf7_828d,
            0x5da4_fa31_7248_3b91,
            0x9b9d_0a77_1bdb_2dba,
        ],
        first_weight_bits: &[
            0x3fa7_ad52_910f_1238,
            0x3fa2_3495_c0a8_3bcb,
            0x3fc5_1617_801e_4e61,
        ],
        loss_bits: &[
            0x3fb1_46c8_9bd0_ccd0,
            0x3eee_63a2_7ccf_f4fc,
            0x3f99_9465_fe8c_1ae4,
        ],
        accuracy: &[1.0, 1.0, 1.0],
    },
    Frozen {
        text: "v=1&task=circle&points=30&noise=0.1&rules=fa,kp,held&seed=9&width=7&depth=3&bias=0&init=0.6&error=sign&rate=0.01&decay=0.001&angle=120.5&feedback=0.3",
        updates: 1000,
        fingerprint: &[
            0xd2d3_c359_ac4b_eebe,
            0x6fb4_ac30_fa37_5fcd,
            0x745c_a1f0_7da9_34f5,
        ],
        first_weight_bits: &[
            0xbfcc_8a84_e819_04da,
            0xbfb2_e675_cfa6_85b8,
            0xbfd2_9db6_17ec_9415,
        ],
        loss_bits: &[
            0x3fe2_481c_f05d_70fe,
            0x3fe0_0169_033c_f339,
            0x3fe2_754e_11bb_2cd9,
        ],
        accuracy: &[0.36666666666666664, 0.5, 0.5],
    },
    // A small start.
    Frozen {
        text: "v=1&task=xor&rules=bp,fa,kp,readout&seed=1&width=10&depth=2&bias=1&init=0.1&error=difference&rate=0.1&decay=0.0001",
        updates: 3000,
        fingerprint: &[
            0xc145_a55f_6167_568c,
            0x6931_38be_7373_d36a,
            0x0798_8daf_e931_daff,
            0xfa52_8ab1_8e96_aff3,
        ],
        first_weight_bits: &[
            0xbfd4_cf08_3388_95c0,
            0xbfa5_5928_3c33_4d85,
            0xbfb5_df03_c4b6_426d,
            0xbf91_e47f_1f2b_7dfc,
        ],
        loss_bits: &[
            0x3941_0000_0000_0000,
            0x3e98_3b85_143f_3b89,
            0x3ef5_6957_44fd_e14e,
            0x3fc1_5146_62ac_aba4,
        ],
        accuracy: &[1.0, 1.0, 1.0, 0.5],
    },
    // Deep and narrow.
    Frozen {
        text: "v=1&task=xor&rules=bp,usf,dfa,redrawn&seed=6&width=3&depth=6&bias=1&init=0.9&error=difference&rate=0.01&redraw=3",
        updates: 1000,
        fingerprint: &[
            0x058a_3286_8423_881d,
            0xa849_b03e_04ab_3b85,
            0xf46b_e3db_59b7_3b47,
            0x7484_e7a1_37cd_6ee7,
        ],
        first_weight_bits: &[
            0xc002_ea5d_c479_6a85,
            0xc002_ea5d_c479_6a85,
            0xc002_ea5d_c479_6a85,
            0xc002_ea5d_c479_6a85,
        ],
        loss_bits: &[
            0x3fc0_a934_b02c_ca8a,
            0x3fc0_5ce4_6255_7b11,
            0x3fe8_1380_f9d0_4723,
            0x3fc0_d222_c5ae_6d80,
        ],
        accuracy: &[0.5, 0.5, 0.5, 0.5],
    },
    // Wide.
    Frozen {
        text: "v=1&task=xor&rules=bp,fa,usf,kp&seed=4294967295&width=64&depth=1&bias=0&init=0.5&error=sign&rate=0.001&decay=0.0005",
        updates: 300,
        fingerprint: &[
            0x0f5c_5f59_462a_caac,
            0xe609_09f7_2920_eba5,
            0xa66d_6935_0aa0_a02e,
            0x1f0f_3a6b_09a1_0185,
        ],
        first_weight_bits: &[
            0x3fe4_f9be_3337_b984,
            0x3fe5_1670_811b_db3f,
            0x3fe5_0a92_ba4d_a4b8,
            0x3fe2_26f5_b0ce_c96e,
        ],
        loss_bits: &[
            0x3fd8_5499_5a86_03a2,
            0x3fe0_e511_0243_9396,
            0x3fda_abc1_d03e_e14a,
            0x3fe0_a9ef_a3b7_1fb4,
        ],
        accuracy: &[0.75, 0.5, 0.5, 0.5],
    },
    // Odd sizes.
    Frozen {
        text: "v=1&task=xor&rules=fa,dfa,redrawn,kp&seed=123&width=13&depth=4&bias=1&init=0.5&error=difference&rate=0.02&decay=0.002&redraw=10",
        updates: 500,
        fingerprint: &[
            0xe44d_8954_8c32_79fd,
            0x64ef_3a77_5782_c29b,
            0xa366_06b4_b713_8aa1,
            0x7f6d_5741_0f37_2c95,
        ],
        first_weight_bits: &[
            0x3fc0_2617_0bcf_f863,
            0x3fc0_2617_0bcf_f863,
            0x3fc0_2617_0bcf_f863,
            0x3fa7_bd4c_6732_137b,
        ],
        loss_bits: &[
            0x3fa6_5c86_a11b_7f62,
            0x3fb0_bb31_1902_3c7b,
            0x3fc6_97bc_05a7_97b5,
            0x3fba_572a_7d42_15c2,
        ],
        accuracy: &[1.0, 1.0, 0.5, 0.5],
    },
    // The smallest.
    Frozen {
        text: "v=1&task=xor&rules=bp,fa,usf,readout&seed=0&width=1&depth=1&bias=1&init=2.5&error=sign&rate=0.125",
        updates: 200,
        fingerprint: &[
            0xdff6_9a04_0624_87c2,
            0xbc32_4aa1_3b27_05f2,
            0x34a0_fc70_62b1_13c3,
            0xc07c_2704_d263_ddd1,
        ],
        first_weight_bits: &[
            0x4004_ebad_bbab_1ca2,
            0x4011_328c_054a_e746,
            0x3fc9_5f94_3b32_2fa0,
            0x4012_4afc_a1d9_917d,
        ],
        loss_bits: &[
            0x3fd3_40d3_b9b0_4b84,
            0x3fd8_c0f3_828b_c803,
            0x3fe2_2e34_0819_d56c,
            0x3ff7_fcfd_095b_53a9,
        ],
        accuracy: &[0.75, 0.75, 0.5, 0.5],
    },
    // Tasks with random points.
    Frozen {
        text: "v=1&task=quadrants&points=100&noise=0&rules=bp,fa,readout&seed=7&width=10&depth=2&bias=1&init=0.5&error=difference&rate=0.03",
        updates: 1000,
        fingerprint: &[
            0x38b4_febc_56c1_2f75,
            0x186e_8073_4142_4144,
            0xab20_5083_965c_6ad5,
        ],
        first_weight_bits: &[
            0xbfb5_fcd5_7d7a_3654,
            0xbfd2_3dce_3d9e_f574,
            0xbfc4_06ad_7086_8c68,
        ],
        loss_bits: &[
            0x3f96_f3c5_979a_39a8,
            0x3fa1_834d_93b1_414c,
            0x3faf_181c_80a4_5a3d,
        ],
        accuracy: &[1.0, 0.95, 0.9],
    },
    Frozen {
        text: "v=1&task=circle&points=31&noise=0.05&rules=bp,dfa,kp&seed=8&width=8&depth=2&bias=1&init=0.5&error=sign&rate=0.01&decay=0.001",
        updates: 800,
        fingerprint: &[
            0x88cf_dcf9_0c57_9a56,
            0x1ce1_036b_27b8_5ea9,
            0xd5e9_e436_fae7_8dab,
        ],
        first_weight_bits: &[
            0x3fa7_0531_d188_9f55,
            0xbfbd_8e68_673c_0855,
            0xbf98_6e0a_f858_e9bf,
        ],
        loss_bits: &[
            0x3fce_c4a9_d5c8_4091,
            0x3fd4_93ed_f297_cca3,
            0x3fde_7e92_d47c_4f17,
        ],
        accuracy: &[0.8387096774193549, 0.7419354838709677, 0.5161290322580645],
    },
    Frozen {
        text: "v=1&task=spirals&points=200&noise=0.02&rules=bp,fa,redrawn&seed=9&width=12&depth=3&bias=1&init=0.4&error=difference&rate=0.05&redraw=10",
        updates: 800,
        fingerprint: &[
            0xc4bc_7455_4030_b962,
            0x2a36_f872_a9a6_89ed,
            0x58d8_9083_e6b3_d1eb,
        ],
        first_weight_bits: &[
            0xbfc1_8f76_132f_8006,
            0xbfc1_8f76_132f_8006,
            0xbfc1_8f76_132f_8006,
        ],
        loss_bits: &[
            0x3fb9_f319_54c3_7f20,
            0x3fc3_1eed_eb02_a8d3,
            0x3fc1_153d_a3cb_9d7c,
        ],
        accuracy: &[0.66, 0.635, 0.54],
    },
    Frozen {
        text: "v=1&task=gaussians&points=40&noise=0.3&rules=bp,fa,usf&seed=10&width=5&depth=1&bias=0&init=1&error=sign&rate=0.02",
        updates: 600,
        fingerprint: &[
            0x734e_63c2_b3ff_9431,
            0x532c_7829_3eff_6f2a,
            0x75b5_34d1_06aa_afdd,
        ],
        first_weight_bits: &[
            0x3fa5_1c26_d45b_6dab,
            0x3fc7_dbba_d130_011b,
            0x3fcc_bd92_a3e5_f0f5,
        ],
        loss_bits: &[
            0x3fc9_956d_295d_e47d,
            0x3fcd_a79f_065e_258e,
            0x3fcb_0f95_8462_6ca6,
        ],
        accuracy: &[0.85, 0.775, 0.8],
    },
    // Runs that diverge.
    Frozen {
        text: "v=1&task=own&rules=bp,fa,fa:rate=0.3:width=4,kp:init=0.2:bias=1&seed=10&width=5&depth=2&bias=0&init=0.7&error=difference&rate=0.05&decay=0.001&data=-.25,1,1;.5,.5,0;1.25,-2,1;0,0,0",
        updates: 600,
        fingerprint: &[
            0xed6b_768b_7900_0836,
            0x9628_f302_9f48_68cd,
            0xb987_7dd2_e567_c8d3,
            0x19cf_10f5_c893_bec0,
        ],
        first_weight_bits: &[
            0x3f9d_090c_7ecc_6c3f,
            0xbfa9_7df4_b43c_d9b5,
            0x3fe2_be79_aa2c_3ed2,
            0xbf8e_4799_67fd_cfd2,
        ],
        loss_bits: &[
            0x3f4b_96b6_5a7e_5933,
            0x3f75_6483_9de5_e52f,
            0x3fc0_0000_0000_0000,
            0x3fb5_6dfc_df21_890f,
        ],
        accuracy: &[1.0, 1.0, 0.75, 0.75],
    },
    Frozen {
        text: "v=1&task=xor&rules=bp,fa,kp,readout&seed=7&width=10&depth=2&bias=1&init=1&error=difference&rate=10&decay=0.001",
        updates: 400,
        fingerprint: &[
            0x05a5_56ae_2c71_dac4,
            0x6cfe_7ec4_92e7_cd3c,
            0x819c_ff0c_19bb_9fa4,
            0xe79a_28b8_6567_2813,
        ],
        first_weight_bits: &[
            0x4035_d5bc_aba2_1fbe,
            0x4031_0877_201f_9907,
            0x4029_d225_5ee3_9795,
            0xbfd4_06ad_7086_8c68,
        ],
        loss_bits: &[
            0x7ff8_0000_0000_0000,
            0x7ff8_0000_0000_0000,
            0x7ff8_0000_0000_0000,
            0x7ff8_0000_0000_0000,
        ],
        accuracy: &[0.0, 0.0, 0.0, 0.0],
    },
];

/// The first draws of a random stream for seed 7.
pub struct FrozenStream {
    /// What the stream is used for.
    pub purpose: Purpose,
    /// The bits of the first normal draws.
    pub normal_bits: [u64; 4],
    /// The first indices below 1,000, drawn from a fresh stream.
    pub indices: [usize; 4],
}

/// One row for every purpose.
pub const STREAMS: &[FrozenStream] = &[
    FrozenStream {
        purpose: Purpose::Weights,
        normal_bits: [
            0xbfd4_06ad_7086_8c68,
            0xbfd3_6df7_f52e_7512,
            0x3fee_194e_88b7_327e,
            0x3ff0_b458_da93_ee1e,
        ],
        indices: [140, 157, 182, 167],
    },
    FrozenStream {
        purpose: Purpose::Feedback,
        normal_bits: [
            0x3ffc_7ec9_2acb_cea5,
            0x3fcc_e93f_59f0_f9aa,
            0xbfe3_e78c_d5bb_4404,
            0x3fc1_3f6d_d6c0_b6c6,
        ],
        indices: [659, 992, 107, 9],
    },
    FrozenStream {
        purpose: Purpose::Samples,
        normal_bits: [
            0xbff7_bfdd_0cce_dd75,
            0xbfed_19e2_4521_4a3e,
            0xbff1_c1a8_0607_4311,
            0xbfea_1579_58c6_2b1f,
        ],
        indices: [587, 300, 302, 377],
    },
    FrozenStream {
        purpose: Purpose::Redraws,
        normal_bits: [
            0xbff8_f9dd_21bc_03a1,
            0xbff3_6381_55d6_3add,
            0x3fe2_ada7_5004_3e4d,
            0xbfce_808a_abc6_6b26,
        ],
        indices: [525, 181, 522, 92],
    },
    FrozenStream {
        purpose: Purpose::Points,
        normal_bits: [
            0x3fb1_e370_7620_887d,
            0x3f8d_985c_5345_3053,
            0xbfff_d1c6_8414_3b23,
            0x4000_d269_74f6_16bb,
        ],
        indices: [906, 989, 919, 601],
    },
    FrozenStream {
        purpose: Purpose::Quiz,
        normal_bits: [
            0x3fe5_1f3c_ef1b_c953,
            0x3ff0_3594_a3ad_67f3,
            0x3fab_0fbe_de65_471d,
            0x3fbe_9f14_7c7f_e6f8,
        ],
        indices: [530, 689, 315, 790],
    },
];

/// The points of a link's task.
pub struct FrozenPoints {
    /// The link; missing choices have their defaults.
    pub text: &'static str,
    /// The bits of x1 and x2 of the first training point and of the first test point.
    pub first_bits: [[u64; 2]; 2],
    /// The [`hash`] of the bits of x1, x2 and y of every point, training points first.
    pub hash: u64,
}

/// One row for every task with random points: with and without noise, even and odd counts.
pub const POINTS: &[FrozenPoints] = &[
    FrozenPoints {
        text: "task=quadrants&seed=7",
        first_bits: [
            [0x3fed_af2e_6aac_7bd1, 0x3fda_7794_f5bc_39a0],
            [0xbfea_396a_03c4_bd0f, 0xbfdb_706a_444e_ba54],
        ],
        hash: 0x7c9a_6197_9e1a_8aac,
    },
    FrozenPoints {
        text: "task=circle&seed=7",
        first_bits: [
            [0xbfe9_ab60_35ab_e1c9, 0xbfe2_ee10_d26a_6444],
            [0xbfe8_0272_dbb7_ceaf, 0x3fe2_dabf_4347_1cd5],
        ],
        hash: 0x2cb5_03ee_0384_761b,
    },
    FrozenPoints {
        text: "task=spirals&seed=7",
        first_bits: [
            [0xbfb3_a8c6_a46a_4cb7, 0xbfef_9696_1f8b_194b],
            [0x3fa8_4cad_651c_65f9, 0x3fe2_cf80_0dad_aad5],
        ],
        hash: 0x7829_edaf_3015_8451,
    },
    FrozenPoints {
        text: "task=gaussians&seed=7",
        first_bits: [
            [0xbfdf_1b07_2d4b_2c60, 0xbfdf_d0a5_d2ad_f7b3],
            [0xbfd3_2830_4f75_ed7a, 0xbfea_9ddf_8e44_2312],
        ],
        hash: 0xd155_0514_feab_43f1,
    },
    FrozenPoints {
        text: "task=quadrants&points=31&noise=0.1&seed=4294967295",
        first_bits: [
            [0x3fe6_e822_f01d_d8e9, 0x3fe4_9b67_c6b7_7946],
            [0xbfdf_f089_5041_9035, 0xbfe4_c643_1365_b7dd],
        ],
        hash: 0x458a_7aad_8ee2_b021,
    },
    FrozenPoints {
        text: "task=circle&points=31&noise=0.1&seed=4294967295",
        first_bits: [
            [0x3fea_3de7_7193_7c42, 0x3fe0_ba3c_b463_7ebc],
            [0xbfe7_4c4e_41e6_ce0a, 0xbfe5_3989_2f0c_79c2],
        ],
        hash: 0xcc0a_34f9_46b8_8e40,
    },
    FrozenPoints {
        text: "task=spirals&points=31&noise=0.1&seed=4294967295",
        first_bits: [
            [0xbfe9_8090_dde9_3bfe, 0xbfe0_423e_ca44_b210],
            [0x3fd0_5970_56fd_5c2f, 0xbfad_e75e_6aa6_dba2],
        ],
        hash: 0x7043_8a9c_fec0_948d,
    },
    FrozenPoints {
        text: "task=gaussians&points=31&noise=0.1&seed=4294967295",
        first_bits: [
            [0xbfe4_d2c2_aeb8_b793, 0xbfd3_30eb_391c_c64c],
            [0xbfed_6cd3_503f_3fd2, 0xbfd2_b37e_5dfc_bcd4],
        ],
        hash: 0x631b_af70_04c5_fe65,
    },
];

/// A sweep.
pub struct FrozenSweep {
    /// The link. Its `updates`, `seeds` and `first` decide which runs it trains.
    pub text: &'static str,
    /// The CSV of its checks.
    pub csv: &'static str,
    /// The CSV of its seeds.
    pub csv_of_seeds: &'static str,
}

/// A sweep with every outcome in it. Its last check is not at a multiple of 100 updates.
pub const SWEEP: FrozenSweep = FrozenSweep {
    text: "task=gaussians&points=6&noise=0.3&rules=fa,redrawn&width=8&init=0.7&rate=0.2&updates=250&seeds=6&first=46",
    csv: include_str!("sweep.csv"),
    csv_of_seeds: include_str!("sweep-seeds.csv"),
};

/// A picture of a link's first run.
pub struct FrozenPicture {
    /// The link in canonical form.
    pub text: &'static str,
    /// How many updates the run makes.
    pub updates: u32,
    /// Grid cells along one side.
    pub cells: u32,
    /// Pixels along one side.
    pub size: u32,
    /// The [`hash`] of the pixels in the light theme.
    pub light: u64,
    /// The same in the dark theme.
    pub dark: u64,
}

/// A picture with both classes and the boundary.
pub const PICTURE: FrozenPicture = FrozenPicture {
    text: "v=1&task=xor&rules=bp&seed=1&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01",
    updates: 1_000,
    cells: 21,
    size: 64,
    light: 0x4e7e_d8b6_5eea_f2ff,
    dark: 0x1b40_a70b_f31b_cf6e,
};

/// A picture of a network that is too large to be painted exactly.
pub const LARGE_PICTURE: FrozenPicture = FrozenPicture {
    text: "v=1&task=circle&points=100&noise=0&rules=bp&seed=1&width=40&depth=2&bias=1&init=0.3&error=difference&rate=0.01",
    updates: 1_000,
    cells: 21,
    size: 64,
    light: 0x14ab_4028_4287_8d0a,
    dark: 0x5419_6785_57aa_c862,
};

/// 64-bit FNV-1a.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The [`hash`] of the bits of all weights: layer by layer, row by row, least significant byte
/// first.
pub fn fingerprint(learner: &Learner) -> u64 {
    let network = learner.network();
    let mut bytes = Vec::new();
    for layer in 1..=network.layers() {
        for row in network.weights(layer).row_iter() {
            bytes.extend(row.iter().flat_map(|&weight| bits(weight).to_le_bytes()));
        }
    }
    hash(&bytes)
}

/// The bits of a number. All NaNs give the same bits, because WebAssembly does not specify which
/// NaN an operation returns.
fn bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN } else { value }.to_bits()
}

/// The runs that differ from the frozen ones.
pub fn changed_runs() -> Vec<String> {
    FROZEN.iter().filter_map(changed_run).collect()
}

fn changed_run(frozen: &Frozen) -> Option<String> {
    let link: Link = frozen.text.parse().unwrap();
    let setup = &link.setup;
    let runs = setup.rules.iter().map(|contender| {
        let own = setup.of(contender);
        let mut run = Run::new(&own, contender.rule(), setup.seed).unwrap();
        run.advance(frozen.updates);
        run
    });
    let (mut fingerprints, mut first_weights, mut losses, mut accuracies) =
        (vec![], vec![], vec![], vec![]);
    for run in runs {
        let fit = run.fit();
        fingerprints.push(fingerprint(run.learner()));
        first_weights.push(bits(run.learner().network().weights(1)[(0, 0)]));
        losses.push(bits(fit.loss));
        accuracies.push(fit.accuracy);
    }
    let is_same = fingerprints == frozen.fingerprint
        && first_weights == frozen.first_weight_bits
        && losses == frozen.loss_bits
        && accuracies == frozen.accuracy
        && link.to_string() == frozen.text;
    (!is_same).then(|| {
        format!(
            "{link} after {} updates: fingerprint {fingerprints:#018x?}, first_weight_bits \
             {first_weights:#018x?}, loss_bits {losses:#018x?}, accuracy {accuracies:?}",
            frozen.updates
        )
    })
}

/// The streams whose first draws differ from the frozen ones.
pub fn changed_streams() -> Vec<String> {
    STREAMS.iter().filter_map(changed_stream).collect()
}

fn changed_stream(frozen: &FrozenStream) -> Option<String> {
    let mut normal = Stream::new(7, frozen.purpose);
    let mut index = Stream::new(7, frozen.purpose);
    let normal_bits = frozen.normal_bits.map(|_| normal.normal().to_bits());
    let indices = frozen.indices.map(|_| index.index(1_000));
    let is_same = normal_bits == frozen.normal_bits && indices == frozen.indices;
    (!is_same).then(|| {
        format!(
            "{:?}: normal_bits {normal_bits:#018x?}, indices {indices:?}",
            frozen.purpose
        )
    })
}

/// The tasks whose points differ from the frozen ones.
pub fn changed_points() -> Vec<String> {
    POINTS.iter().filter_map(changed_point).collect()
}

fn changed_point(frozen: &FrozenPoints) -> Option<String> {
    let link: Link = frozen.text.parse().unwrap();
    let points = link.setup.points_of(link.setup.seed);
    let first_bits = [&points.training, &points.test].map(|set| set[0].input.map(f64::to_bits));
    let points = points.training.iter().chain(&points.test);
    let numbers = points.flat_map(|point| [point.input[0], point.input[1], point.target]);
    let bytes: Vec<_> = numbers
        .flat_map(|number| number.to_bits().to_le_bytes())
        .collect();
    let hash = hash(&bytes);
    let is_same = first_bits == frozen.first_bits && hash == frozen.hash;
    (!is_same).then(|| {
        let text = frozen.text;
        format!("{text}: first_bits {first_bits:#018x?}, hash {hash:#018x}")
    })
}

/// The [`hash`] of a picture as it is painted now, in the light and in the dark theme.
pub fn picture_now(picture: &FrozenPicture) -> [u64; 2] {
    let link: Link = picture.text.parse().unwrap();
    let setup = &link.setup;
    let mut run = Run::new(setup, setup.rules[0].rule(), setup.seed).unwrap();
    run.advance(picture.updates.into());
    let mut surface = Surface::default();
    let cells = picture.cells as usize;
    let (network, view) = (run.learner().network(), run.points().view(setup.task));
    let size = picture.size as usize;
    [Theme::Light, Theme::Dark].map(|theme| hash(surface.paint(network, view, size, cells, theme)))
}
