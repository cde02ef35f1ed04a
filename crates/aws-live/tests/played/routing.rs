//! What routes, attachments and addresses are taken for, and how few calls tell it.

use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use crate::player::Player;

/// A table with one route and one association, both made by somebody.
const TABLE: &str = "<DescribeRouteTablesResponse><routeTableSet><item><routeTableId>rtb-1</routeTableId>\
    <vpcId>vpc-1</vpcId><routeSet>\
    <item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId>\
    <origin>CreateRouteTable</origin><state>active</state></item>\
    <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><transitGatewayId>tgw-1</transitGatewayId>\
    <origin>CreateRoute</origin><state>active</state></item>\
    <item><destinationCidrBlock>192.0.2.0/24</destinationCidrBlock><gatewayId>igw-1</gatewayId>\
    <origin>EnableVgwRoutePropagation</origin><state>active</state></item></routeSet><associationSet>\
    <item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><routeTableId>rtb-1</routeTableId>\
    <subnetId>subnet-1</subnetId><main>false</main><associationState><state>associated</state></associationState></item>\
    <item><routeTableAssociationId>rtbassoc-2</routeTableAssociationId><routeTableId>rtb-1</routeTableId>\
    <subnetId>subnet-2</subnetId><main>false</main><associationState><state>disassociating</state></associationState>\
    </item></associationSet></item></routeTableSet></DescribeRouteTablesResponse>";

fn of(properties: &[(&str, &str)]) -> Map {
    properties.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn route(destination: &str) -> Map {
    of(&[("route_table_id", "rtb-1"), ("destination_cidr_block", destination), ("gateway_id", "igw-1")])
}

fn association(subnet: &str) -> Map {
    of(&[("route_table_id", "rtb-1"), ("subnet_id", subnet)])
}

fn create(kind: &'static Kind, inputs: Map) -> CreateRequest {
    let address = format!("{}.it", kind.name).parse().expect("an address");
    CreateRequest { stack: "demo".to_owned(), address, kind, inputs, token: "0".repeat(32) }
}

fn read(id: &str, inputs: Map) -> [ReadRequest; 1] {
    [ReadRequest { id: id.into(), inputs }]
}

fn seen(observations: &[Observation]) -> Option<&Map> {
    match observations {
        [Observation::Present(observed)] => Some(observed),
        _ => None,
    }
}

#[tokio::test]
async fn tables_routes_and_associations_are_read_with_one_call() {
    let player = Player::new(&[("DescribeRouteTables", &[TABLE])]);
    let live = player.connect().await;
    let table = read("rtb-1", of(&[("vpc_id", "vpc-1")]));
    let main = read("rtb-1", of(&[("default_route_table_id", "rtb-1")]));
    let route = read("rtb-1|0.0.0.0/0", route("0.0.0.0/0"));
    let association = read("rtbassoc-1", association("subnet-1"));
    let all = tokio::try_join!(
        live.read(ec2::RouteTable::kind(), &table),
        live.read(ec2::DefaultRouteTable::kind(), &main),
        live.read(ec2::Route::kind(), &route),
        live.read(ec2::RouteTableAssociation::kind(), &association),
    )
    .expect("reads");
    assert!([&all.0, &all.1, &all.2, &all.3].into_iter().all(|found| seen(found).is_some()), "{all:?}");
    assert_eq!(player.actions(), ["DescribeRouteTables"]);
}

#[tokio::test]
async fn each_is_made_with_one_call_where_nothing_is_yet_and_a_gateway_is_attached_with_another() {
    let player = Player::new(&[
        (
            "DescribeRouteTables",
            &["<DescribeRouteTablesResponse><routeTableSet/></DescribeRouteTablesResponse>"],
        ),
        (
            "AllocateAddress",
            &["<AllocateAddressResponse><publicIp>192.0.2.1</publicIp><domain>vpc</domain>\
            <allocationId>eipalloc-1</allocationId></AllocateAddressResponse>"],
        ),
        (
            "CreateInternetGateway",
            &["<CreateInternetGatewayResponse><internetGateway><internetGatewayId>igw-1\
            </internetGatewayId><attachmentSet/></internetGateway></CreateInternetGatewayResponse>"],
        ),
        (
            "AttachInternetGateway",
            &["<AttachInternetGatewayResponse><return>true</return></AttachInternetGatewayResponse>"],
        ),
        (
            "CreateRouteTable",
            &["<CreateRouteTableResponse><routeTable><routeTableId>rtb-1</routeTableId>\
            <vpcId>vpc-1</vpcId></routeTable></CreateRouteTableResponse>"],
        ),
        ("CreateRoute", &["<CreateRouteResponse><return>true</return></CreateRouteResponse>"]),
        (
            "AssociateRouteTable",
            &["<AssociateRouteTableResponse><associationId>rtbassoc-1</associationId>\
            </AssociateRouteTableResponse>"],
        ),
    ]);
    let live = player.connect().await;
    for (kind, inputs, id) in [
        (ec2::Eip::kind(), of(&[("domain", "vpc")]), "eipalloc-1"),
        (ec2::InternetGateway::kind(), of(&[("vpc_id", "vpc-1")]), "igw-1"),
        (ec2::RouteTable::kind(), of(&[("vpc_id", "vpc-1")]), "rtb-1"),
        (ec2::Route::kind(), route("0.0.0.0/0"), "rtb-1|0.0.0.0/0"),
        (ec2::RouteTableAssociation::kind(), association("subnet-1"), "rtbassoc-1"),
    ] {
        let made = live.create(&create(kind, inputs.clone())).await.expect("makes it");
        assert_eq!(&*made.id, id);
        assert!(inputs.iter().all(|(name, value)| made.observed.get(name) == Some(value)), "{made:?}");
    }
    assert_eq!(
        player.actions(),
        [
            "AllocateAddress",
            "CreateInternetGateway",
            "AttachInternetGateway",
            "CreateRouteTable",
            "DescribeRouteTables",
            "CreateRoute",
            "DescribeRouteTables",
            "AssociateRouteTable",
        ]
    );
}

#[tokio::test]
async fn nothing_counts_as_gone_that_is_on_a_later_page() {
    let first = "<DescribeRouteTablesResponse><routeTableSet/><nextToken>more</nextToken></DescribeRouteTablesResponse>";
    let player = Player::new(&[("DescribeRouteTables", &[first, TABLE])]);
    let table = read("rtb-1", of(&[("vpc_id", "vpc-1")]));
    let found = player.connect().await.read(ec2::RouteTable::kind(), &table).await.expect("reads");
    assert!(seen(&found).is_some());
    assert!(player.requests().pop().is_some_and(|sent| sent.contains("NextToken=more")));
}

#[tokio::test]
async fn a_route_that_leads_elsewhere_now_shows_it() {
    let player = Player::new(&[("DescribeRouteTables", &[TABLE])]);
    let live = player.connect().await;
    let found = live.read(ec2::Route::kind(), &read("rtb-1|0.0.0.0/0", route("0.0.0.0/0"))).await;
    let found = found.expect("reads");
    assert_eq!(seen(&found).and_then(|route| route.get("gateway_id")), Some(&Value::Null));
}

#[tokio::test]
async fn a_route_of_somebody_else_is_never_taken_for_ours() {
    let taken = "!RouteAlreadyExists The route identified by it already exists.";
    let player = Player::new(&[("DescribeRouteTables", &[TABLE]), ("CreateRoute", &[taken])]);
    let live = player.connect().await;
    // One leads elsewhere, the other was propagated by a virtual private gateway.
    for destination in ["0.0.0.0/0", "192.0.2.0/24"] {
        let request = create(ec2::Route::kind(), route(destination));
        let error = live.create(&request).await.expect_err("it is taken");
        assert_eq!(error.class, ErrorClass::Conflict, "{error}");
        assert!(error.hint.expect("a hint").contains("`.import(…)`"));
        assert_eq!(live.find(&request).await.expect("looks"), None, "{destination}");
    }
}

#[tokio::test]
async fn an_association_counts_with_the_wanted_table_alone_and_not_while_it_ends() {
    let player = Player::new(&[("DescribeRouteTables", &[TABLE])]);
    let live = player.connect().await;
    for (subnet, is_ours) in [("subnet-1", true), ("subnet-2", false), ("subnet-3", false)] {
        let request = create(ec2::RouteTableAssociation::kind(), association(subnet));
        assert_eq!(live.find(&request).await.expect("looks").is_some(), is_ours, "{subnet}");
    }
    let ending = read("rtbassoc-2", association("subnet-2"));
    let seen = live.read(ec2::RouteTableAssociation::kind(), &ending).await;
    assert_eq!(seen.expect("reads"), [Observation::Gone]);
}

#[tokio::test]
async fn a_gateway_is_detached_from_where_it_is_and_not_from_where_it_was_declared() {
    let player = Player::new(&[
        (
            "DescribeInternetGateways",
            &[
                "<DescribeInternetGatewaysResponse><internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId>\
               <attachmentSet><item><vpcId>vpc-2</vpcId><state>available</state></item></attachmentSet></item>\
               </internetGatewaySet></DescribeInternetGatewaysResponse>",
            ],
        ),
        (
            "DetachInternetGateway",
            &["<DetachInternetGatewayResponse><return>true</return></DetachInternetGatewayResponse>"],
        ),
        (
            "DeleteInternetGateway",
            &["<DeleteInternetGatewayResponse><return>true</return></DeleteInternetGatewayResponse>"],
        ),
    ]);
    let request = DeleteRequest {
        address: "ec2.InternetGateway.main".parse().expect("an address"),
        kind: ec2::InternetGateway::kind(),
        id: "igw-1".into(),
        inputs: of(&[("vpc_id", "vpc-1")]),
    };
    player.connect().await.delete(&request).await.expect("deletes it");
    assert_eq!(
        player.actions(),
        ["DescribeInternetGateways", "DetachInternetGateway", "DeleteInternetGateway"]
    );
    assert!(player.requests().iter().any(|sent| sent.contains("Detach") && sent.contains("VpcId=vpc-2")));
}

#[tokio::test]
async fn a_gateway_that_was_detached_outside_shows_it() {
    let player = Player::new(&[(
        "DescribeInternetGateways",
        &[
            "<DescribeInternetGatewaysResponse><internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId>\
           <attachmentSet/></item></internetGatewaySet></DescribeInternetGatewaysResponse>",
        ],
    )]);
    let live = player.connect().await;
    let declared = read("igw-1", of(&[("vpc_id", "vpc-1")]));
    let found = live.read(ec2::InternetGateway::kind(), &declared).await.expect("reads");
    let gateway = seen(&found).expect("it is there");
    assert_eq!(gateway.get("vpc_id"), Some(&Value::Null));
    assert_eq!(gateway.get("tags"), Some(&Value::map(Map::new())), "that there are no tags is said too");
}

#[tokio::test]
async fn an_address_that_a_gateway_still_uses_may_be_released_later() {
    let player = Player::new(&[(
        "ReleaseAddress",
        &["!AuthFailure You do not have permission to access the specified resource."],
    )]);
    let request = DeleteRequest {
        address: "ec2.Eip.a".parse().expect("an address"),
        kind: ec2::Eip::kind(),
        id: "eipalloc-1".into(),
        inputs: Map::new(),
    };
    let error = player.connect().await.delete(&request).await.expect_err("it is in use");
    assert_eq!(error.class, ErrorClass::Blocked, "{error}");
}
